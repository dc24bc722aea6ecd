package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attributes in a file system of memory; securityfs is covered by recordings. */
class AttributeCallsTest extends TwoFileSystems {
    private final SystemCalls user = new SystemCalls(namespace, new Credentials(1000, 1000));

    @BeforeEach
    void fill() {
        int file = root.open("/f", EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE), 0644);
        root.write(file, new byte[] {1, 2, 3});
        root.close(file);
    }

    @Test
    void changesModesForTheOwnerOnly() {
        assertThat(user.changeMode("/f", 0600)).isEqualTo(-1);
        assertThat(root.changeMode("/f", 04755)).isZero();
        assertThat(root.stat("/f").orElseThrow().mode()).isEqualTo(0104755);
    }

    @Test
    void takesSpecialBitsOffAFileThatChangesHands() {
        root.changeMode("/f", 06755);

        assertThat(root.changeOwner("/f", OptionalInt.of(1000), OptionalInt.empty()))
                .isZero();

        FileStatus status = root.stat("/f").orElseThrow();
        assertThat(status.mode()).isEqualTo(0100755);
        assertThat(status.uid()).isEqualTo(1000);
        assertThat(status.gid()).isZero();
        assertThat(user.changeOwner("/f", OptionalInt.empty(), OptionalInt.of(1000)))
                .isZero();
        assertThat(user.changeOwner("/f", OptionalInt.of(0), OptionalInt.empty()))
                .isEqualTo(-1);
    }

    @Test
    void cutsAndExtendsWhatIsKept() {
        assertThat(root.truncate("/f", 1)).isZero();
        assertThat(root.truncate("/f", 4)).isZero();

        byte[] content = new byte[8];
        int file = root.open("/f", EnumSet.of(OpenFlag.READ), 0);
        assertThat(root.read(file, content)).isEqualTo(4);
        assertThat(content).startsWith(1, 0, 0, 0);
        assertThat(user.truncate("/f", 0)).isEqualTo(-13);
        assertThat(root.truncate("/", 0)).isEqualTo(-21);
    }

    @Test
    void setsTimesForTheOwnerAndNowForThoseWhoWrite() {
        Instant time = Instant.ofEpochSecond(1_000_000_000);

        assertThat(user.setTimes("/f", time, time)).isEqualTo(-1);
        assertThat(user.touch("/f")).isEqualTo(-13);
        assertThat(root.setTimes("/f", time, time)).isZero();
        assertThat(root.stat("/f").orElseThrow().accessed()).isEqualTo(time);
        assertThat(root.touch("/f")).isZero();
        assertThat(root.stat("/f").orElseThrow().modified()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void keepsNoExtendedAttributes() {
        assertThat(root.setExtendedAttribute("/f", "user.a")).isEqualTo(-95);
        assertThat(user.setExtendedAttribute("/f", "user.a")).isEqualTo(-13);
        assertThat(user.setExtendedAttribute("/f", "security.a")).isEqualTo(-1);
        assertThat(user.extendedAttribute("/f", "trusted.a")).isEqualTo(-61);
        assertThat(root.listExtendedAttributes("/f")).isZero();
    }

    @Test
    void describesTheFileSystem() {
        assertThat(root.statFileSystem("/f").orElseThrow())
                .isEqualTo(new FileSystemStatus(0x858458F6, 4096, 0, 0, 255));
    }
}
