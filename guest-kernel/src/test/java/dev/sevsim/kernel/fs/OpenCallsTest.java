package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opening in a file system of memory; securityfs is covered by recordings. */
class OpenCallsTest extends TwoFileSystems {
    private static final EnumSet<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
    private static final EnumSet<OpenFlag> CREATE = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);

    @BeforeEach
    void fill() {
        root.makeDirectory("/d", 0755);
        root.symbolicLink("d/made", "/s");
    }

    @Test
    void createsWhereASymbolicLinkLeads() {
        assertThat(root.open("/s", CREATE, 0600)).isNotNegative();

        assertThat(root.stat("/d/made").orElseThrow().mode()).isEqualTo(0100600);
        assertThat(root.open("/s", EnumSet.of(OpenFlag.READ, OpenFlag.NO_FOLLOW), 0))
                .isEqualTo(-40);
        assertThat(root.open("/s", EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE), 0))
                .isEqualTo(-17);
    }

    @Test
    void startsRelativePathsAtAnOpenDirectory() {
        int directory = root.open("/d", EnumSet.of(OpenFlag.READ, OpenFlag.PATH), 0);

        assertThat(root.openAt(directory, "f", CREATE, 0600)).isNotNegative();
        assertThat(root.read(directory, new byte[1])).isEqualTo(-9);
        assertThat(root.status(directory).errno()).isZero();
        assertThat(root.unlinkAt(directory, "f")).isZero();
        assertThat(root.openAt(99, "f", READ, 0)).isEqualTo(-9);
        assertThat(root.openAt(99, "/d", READ, 0)).isNotNegative();
    }

    @Test
    void opensOnceMoreWhatADescriptorRefersTo() {
        int first = root.open("/d/f", CREATE, 0600);
        root.write(first, new byte[] {7});
        root.unlink("/d/f");

        int second = root.reopen(first, READ);

        assertThat(root.read(second, new byte[4])).isOne();
        assertThat(root.status(second).orElseThrow().links()).isZero();
        assertThat(root.reopen(77, READ)).isEqualTo(-2);
    }

    @Test
    void refusesFlagsThatExcludeEachOther() {
        assertThat(root.open("/d", EnumSet.of(OpenFlag.READ, OpenFlag.CREATE, OpenFlag.DIRECTORY), 0))
                .isEqualTo(-22);
        assertThat(root.open("/d", EnumSet.of(OpenFlag.READ, OpenFlag.TEMPORARY), 0))
                .isEqualTo(-22);
        assertThat(root.open("/d", EnumSet.of(OpenFlag.READ, OpenFlag.DIRECT), 0))
                .isEqualTo(-22);
    }
}
