package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names in a file system of memory; securityfs is covered by recordings. */
class NameCallsTest extends TwoFileSystems {
    private final SystemCalls user = new SystemCalls(namespace, new Credentials(1000, 1000));

    @BeforeEach
    void fill() {
        root.umask(0);
        root.makeDirectory("/d", 0777);
        root.makeDirectory("/d/sub", 0777);
        root.close(root.open("/d/f", EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE), 0666));
    }

    @Test
    void givesAFileASecondName() {
        assertThat(root.link("/d/f", "/g")).isZero();

        assertThat(root.stat("/g").orElseThrow().links()).isEqualTo(2);
        assertThat(root.unlink("/d/f")).isZero();
        assertThat(root.stat("/g").orElseThrow().links()).isOne();
    }

    @Test
    void followsSymbolicLinksExceptInTheLastPlaceOfAnUnlink() {
        assertThat(root.symbolicLink("d/f", "/s")).isZero();

        assertThat(root.readLink("/s").orElseThrow()).isEqualTo("d/f");
        assertThat(root.stat("/s").orElseThrow().inode())
                .isEqualTo(root.stat("/d/f").orElseThrow().inode());
        assertThat(root.statLink("/s").orElseThrow().mode()).isEqualTo(0120777);
        assertThat(root.unlink("/s")).isZero();
        assertThat(root.stat("/d/f").errno()).isZero();
        assertThat(root.readLink("/d/f").errno()).isEqualTo(-22);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "/d/sub, /e, 0",
        "/d, /d/sub/x, -22",
        "/d/f, /d, -39",
        "/d/f, /g/, -20",
        "/d/sub, /g/, 0",
        "/d/f, /d/sub, -21",
        "/d/sub, /d/f, -20"
    })
    void renames(String from, String to, int errno) {
        assertThat(root.rename(from, to)).isEqualTo(errno);
    }

    @Test
    void keepsNamesOfOthersInAStickyDirectory() {
        assertThat(root.changeMode("/d", 01777)).isZero();

        assertThat(user.unlink("/d/f")).isEqualTo(-1);
        assertThat(user.removeDirectory("/d/sub")).isEqualTo(-1);
        assertThat(user.rename("/d/f", "/d/g")).isEqualTo(-1);
    }

    @Test
    void protectsHardLinksToFilesThatTheUserCannotWrite() {
        assertThat(user.link("/d/f", "/d/mine")).isZero();
        assertThat(root.changeMode("/d/f", 0600)).isZero();

        assertThat(user.link("/d/f", "/d/again")).isEqualTo(-1);
    }

    @Test
    void makesNothingInADirectoryThatWasRemoved() {
        assertThat(root.changeDirectory("/d/sub")).isZero();
        assertThat(root.removeDirectory("/d/sub")).isZero();

        assertThat(root.makeDirectory("x", 0755)).isEqualTo(-2);
        assertThat(root.stat("..").errno()).isZero();
    }

    @Test
    void takesTheUmaskOffAndGivesTheFileToItsMaker() {
        assertThat(user.umask(077)).isEqualTo(022);
        assertThat(user.makeDirectory("/d/private", 0777)).isZero();
        assertThat(user.makePipe("/d/pipe", 0666)).isZero();

        FileStatus made = root.stat("/d/private").orElseThrow();
        assertThat(made.mode()).isEqualTo(0040700);
        assertThat(made.uid()).isEqualTo(1000);
        assertThat(root.stat("/d/pipe").orElseThrow().mode()).isEqualTo(0010600);
    }
}
