package dev.sevsim.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.core.ErrnoException;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SystemCalls;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretProvidersTest {
    private final SecurityFs securityFs = new SecurityFs(6, KernelTime.fixed(Instant.EPOCH));
    private final SecretProviders providers = new SecretProviders(securityFs);
    private final KernelLog log = new KernelLog(KernelTime.fixed(Instant.EPOCH), line -> {});
    private final Complaints complaints = new Complaints(log, "test: ", "EFI", "test");
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

    private SecretProviders.Owner owner(ModuleUse use) {
        return new SecretProviders.Owner(use, complaints, SecretDirectory.Unlink.DIRECT);
    }

    private int register(String provider, ModuleUse use, String file, Secret secret) {
        return ErrnoException.resultOf(() -> providers.register(provider, owner(use), files -> {
            assertThat(files.create(file, secret)).isTrue();
        }));
    }

    private void expectComplaint(String about) {
        assertThat(log.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains(about));
    }

    private List<String> list(String path) {
        Answer<List<String>> names = root.list(path);
        return names.errno() == 0 ? names.orElseThrow() : List.of(Integer.toString(names.errno()));
    }

    @Test
    void keepsTheDirectoryWhileAProviderIsRegistered() {
        assertThat(list("/")).isEmpty();
        assertThat(register("coco", new ModuleUse(), "a", new Kept("x"))).isZero();
        assertThat(register("dice", new ModuleUse(), "a", new Kept("x"))).isZero();
        assertThat(list("/secrets")).containsExactly("dice", "coco");
        assertThat(root.stat("/secrets").orElseThrow().links()).isEqualTo(4);

        providers.unregister("coco");
        assertThat(list("/secrets")).containsExactly("dice");
        providers.unregister("coco");
        providers.unregister("dice");

        assertThat(list("/")).isEmpty();
    }

    @Test
    void refusesANameTwice() {
        register("coco", new ModuleUse(), "a", new Kept("x"));

        assertThat(register("coco", new ModuleUse(), "b", new Kept("y"))).isEqualTo(-17);

        expectComplaint("coco");
        assertThat(list("/secrets/coco")).containsExactly("a");
    }

    @Test
    void refusesWhileAnotherComponentHasTheDirectory() {
        securityFs.createDirectory(securityFs.root(), "secrets");

        assertThat(register("coco", new ModuleUse(), "a", new Kept("x"))).isEqualTo(-17);

        expectComplaint("secrets");
        assertThat(list("/secrets")).isEmpty();
    }

    @Test
    void leavesNothingOfAProviderThatCannotMakeItsFiles() {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> providers.register("coco", owner(new ModuleUse()), files -> {
                    assertThat(files.create("a", new Kept("x"))).isTrue();
                    throw new ErrnoException(Errno.EINVAL);
                }))
                .withMessage("EINVAL");
        assertThat(list("/")).isEmpty();
    }

    @Test
    void wipesOnUnlinkAndInThatProviderOnly() {
        Kept one = new Kept("one");
        Kept two = new Kept("two");
        ModuleUse use = new ModuleUse();
        register("coco", use, "same", one);
        register("dice", new ModuleUse(), "same", two);
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
