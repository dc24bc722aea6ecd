package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.core.KernelTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The matrix of docs/reference/guest-kernel.md section 6, on a tree of the same shape. */
class SecurityFsTest {
    private static final EnumSet<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
    private static final EnumSet<OpenFlag> WRITE = EnumSet.of(OpenFlag.WRITE);
    private static final EnumSet<OpenFlag> CREATE = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);

    private final SecurityFs securityFs = new SecurityFs(6, KernelTime.fixed(Instant.EPOCH));
    private final SystemCalls root = as(0, 0);
    private final SystemCalls user = as(1000, 1000);

    private SystemCalls as(int uid, int gid) {
        return new SystemCalls(new MountNamespace(securityFs.fileSystem()), new Credentials(uid, gid));
    }

    @BeforeEach
    void makeTheTree() {
        Directory secrets =
                securityFs.createDirectory(securityFs.root(), "secrets").orElseThrow();
        Directory coco = securityFs.createDirectory(secrets, "coco").orElseThrow();
        coco.replaceOperations(new DirectoryOperations() {
            @Override
            public void unlink(Directory directory, String name, Inode victim) {
                directory.remove(name);
            }
        });
        for (String name : List.of("a", "b")) {
            securityFs.createFile(
                    coco, name, 0440, () -> new SingleShotHandle(() -> Optional.of(new byte[] {'x'}), () -> {}));
        }
        securityFs.createFile(secrets, "file", 0440, new RamFile(new byte[1]));
    }

    @Test
    void letsRootAndItsGroupRead() {
        assertThat(root.open("/secrets/coco/a", READ, 0)).isNotNegative();
        assertThat(as(1000, 0).open("/secrets/coco/a", READ, 0)).isNotNegative();
        assertThat(user.open("/secrets/coco/a", READ, 0)).isEqualTo(-13);
        assertThat(user.list("/secrets/coco").errno()).isZero();
    }

    @Test
    void opensForWritingAsRootAndTakesNoByte() {
        int descriptor = root.open("/secrets/coco/a", WRITE, 0);

        assertThat(descriptor).isNotNegative();
        assertThat(root.write(descriptor, new byte[1])).isEqualTo(-22);
        assertThat(root.read(descriptor, new byte[1])).isEqualTo(-9);
        assertThat(as(1000, 0).open("/secrets/coco/a", WRITE, 0)).isEqualTo(-13);
    }

    @Test
    void refusesWriteOnAReadDescriptor() {
        int descriptor = root.open("/secrets/coco/a", READ, 0);

        assertThat(root.write(descriptor, new byte[1])).isEqualTo(-9);
        assertThat(root.close(descriptor)).isZero();
        assertThat(root.close(descriptor)).isEqualTo(-9);
        assertThat(root.read(descriptor, new byte[1])).isEqualTo(-9);
    }

    @Test
    void createsNothing() {
        for (String directory : List.of("/secrets", "/secrets/coco")) {
            assertThat(root.open(directory + "/new", CREATE, 0644)).isEqualTo(-13);
            assertThat(root.makeDirectory(directory + "/new", 0755)).isEqualTo(-1);
            assertThat(root.symbolicLink("target", directory + "/new")).isEqualTo(-1);
            assertThat(root.link("/secrets/coco/a", directory + "/new")).isEqualTo(-1);
            assertThat(root.rename("/secrets/coco/a", directory + "/new")).isEqualTo(-1);
            assertThat(user.makeDirectory(directory + "/new", 0755)).isEqualTo(-13);
        }
    }

    @Test
    void refusesNamesThatExist() {
        assertThat(root.makeDirectory("/secrets/coco/a", 0755)).isEqualTo(-17);
        assertThat(root.symbolicLink("x", "/secrets/coco/a")).isEqualTo(-17);
        assertThat(root.open("/secrets/coco/a", EnumSet.of(OpenFlag.READ, OpenFlag.CREATE, OpenFlag.EXCLUSIVE), 0))
                .isEqualTo(-17);
        assertThat(securityFs.createDirectory(securityFs.root(), "secrets")).isEmpty();
    }

    @Test
    void unlinksInCocoAndNowhereElse() {
        assertThat(user.unlink("/secrets/coco/a")).isEqualTo(-13);
        assertThat(root.unlink("/secrets/coco/a")).isZero();
        assertThat(root.unlink("/secrets/coco/a")).isEqualTo(-2);
        assertThat(root.unlink("/secrets/file")).isEqualTo(-1);
        assertThat(root.unlink("/secrets/coco")).isEqualTo(-21);
    }

    @Test
    void removesNoDirectory() {
        assertThat(root.removeDirectory("/secrets/coco")).isEqualTo(-1);
        assertThat(root.removeDirectory("/secrets/coco/b")).isEqualTo(-20);
        assertThat(root.removeDirectory("/secrets/none")).isEqualTo(-2);
        assertThat(root.removeDirectory("/")).isEqualTo(-16);
        assertThat(root.removeDirectory("/secrets/.")).isEqualTo(-22);
    }

    @Test
    void walksPathsLikeTheKernel() {
        assertThat(root.stat("/secrets/coco/../coco/./a").errno()).isZero();
        assertThat(root.stat("/secrets/none/../coco").errno()).isEqualTo(-2);
        assertThat(root.stat("/secrets/coco/a/").errno()).isEqualTo(-20);
        assertThat(root.stat("/secrets/coco/a/x").errno()).isEqualTo(-20);
        assertThat(root.stat("").errno()).isEqualTo(-2);
        assertThat(root.open("/secrets", WRITE, 0)).isEqualTo(-21);
        assertThat(root.read(root.open("/secrets", READ, 0), new byte[1])).isEqualTo(-21);
        assertThat(root.rename("/secrets/coco/none", "/secrets/x")).isEqualTo(-2);
    }
}
