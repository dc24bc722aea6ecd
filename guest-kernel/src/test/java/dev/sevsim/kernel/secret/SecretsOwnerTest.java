package dev.sevsim.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SystemCalls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretsOwnerTest {
    private final SecurityFs securityFs = new SecurityFs(6, KernelTime.fixed(Instant.EPOCH));
    private final SecretsOwner owner = new SecretsOwner(securityFs);
    private final SystemCalls root = new SystemCalls(new MountNamespace(securityFs.fileSystem()), Credentials.ROOT);

    /** Bytes that a test keeps. */
    private static final class Kept implements Secret {
        private Bytes content;

        Kept(String text) {
            content = Bytes.ofAscii(text);
        }

        @Override
        public Optional<byte[]> data() {
            return Optional.of(content.toArray());
        }

        @Override
        public void wipe() {
            content = Bytes.zeros(content.length());
        }
    }

    private List<String> list(String path) {
        List<String> names = new ArrayList<>();
        int errno = root.list(path, names);
        return errno == 0 ? names : List.of(Integer.toString(errno));
    }

    @Test
    void hasTheDirectoryWhileSomebodyIsRegistered() {
        assertThat(list("/")).isEmpty();
        assertThat(owner.register("coco", new ModuleUse()).files()).isPresent();
        assertThat(owner.register("dice", new ModuleUse()).files()).isPresent();
        assertThat(list("/secrets")).containsExactly("coco", "dice");
        assertThat(root.status("/secrets").orElseThrow().links()).isEqualTo(4);

        owner.unregister("coco");
        assertThat(list("/secrets")).containsExactly("dice");
        owner.unregister("coco");
        owner.unregister("dice");

        assertThat(list("/")).isEmpty();
    }

    @Test
    void refusesANameTwice() {
        owner.register("coco", new ModuleUse()).files().orElseThrow().create("a", new Kept("x"));

        SecretsOwner.Registration second = owner.register("coco", new ModuleUse());

        assertThat(second.files()).isEmpty();
        assertThat(second.refused()).isEqualTo("coco");
        assertThat(list("/secrets/coco")).containsExactly("a");
    }

    @Test
    void refusesEverybodyWhileSomebodyElseHasTheDirectory() {
        securityFs.createDirectory(securityFs.root(), "secrets");

        SecretsOwner.Registration registration = owner.register("coco", new ModuleUse());

        assertThat(registration.files()).isEmpty();
        assertThat(registration.refused()).isEqualTo("secrets");
    }

    @Test
    void wipesOnUnlinkAndInThatProviderOnly() {
        Kept one = new Kept("one");
        Kept two = new Kept("two");
        ModuleUse use = new ModuleUse();
        owner.register("coco", use).files().orElseThrow().create("same", one);
        owner.register("dice", new ModuleUse()).files().orElseThrow().create("same", two);
        int open = root.open("/secrets/coco/same", EnumSet.of(OpenFlag.READ), 0);
        assertThat(use.count()).isEqualTo(1);

        assertThat(root.unlink("/secrets/coco/same")).isZero();

        byte[] buffer = new byte[8];
        assertThat(root.read(open, buffer)).isEqualTo(3);
        assertThat(Bytes.copyOf(buffer, 0, 3)).isEqualTo(Bytes.zeros(3));
        assertThat(one.content).isEqualTo(Bytes.zeros(3));
        assertThat(two.content).isEqualTo(Bytes.ofAscii("two"));
        assertThat(list("/secrets/coco")).isEmpty();
        assertThat(list("/secrets/dice")).containsExactly("same");
    }
}
