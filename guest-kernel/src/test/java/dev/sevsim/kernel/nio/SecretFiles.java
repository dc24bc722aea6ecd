package dev.sevsim.kernel.nio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.core.ModuleUse;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.Directory;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.RamDirectoryOperations;
import dev.sevsim.kernel.fs.SecurityFs;
import dev.sevsim.kernel.fs.SystemCalls;
import dev.sevsim.kernel.secret.Secret;
import dev.sevsim.kernel.secret.SecretDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A root file system with securityfs in it, and two secrets. */
abstract class SecretFiles {
    static final Instant NOW = Instant.parse("2022-06-28T11:54:00Z");
    static final String NAME = "736870e5-84f0-4973-92ec-06879ce3da0b";
    private static final String SECOND = "83c83f7f-1356-4975-8b7e-d3a0b54312c6";

    final KernelTime time = KernelTime.fixed(NOW);
    final MountNamespace namespace =
            new MountNamespace(new FileSystem("rootfs", 2, time, new RamDirectoryOperations()));
    final ModuleUse use = new ModuleUse();
    private final TwoSecrets secrets = new TwoSecrets();
    final java.nio.file.FileSystem root = filesAs(Credentials.ROOT);
    final Path coco = root.getPath("/security/secrets/coco");
    final Path first = coco.resolve(NAME);
    final Path second = coco.resolve(SECOND);

    /** Bytes that unlink zeroes. */
    private static final class TwoSecrets {
        private byte[] content = "these-are".getBytes(US_ASCII);

        Secret secret() {
            return new Secret() {
                @Override
                public Optional<byte[]> data() {
                    return Optional.of(content.clone());
                }

                @Override
                public void wipe() {
                    content = new byte[content.length];
                }
            };
        }
    }

    SecretFiles() throws IOException {
        SecurityFs securityFs = new SecurityFs(6, time);
        Directory secretsDirectory =
                securityFs.createDirectory(securityFs.root(), "secrets").orElseThrow();
        Directory coco = securityFs.createDirectory(secretsDirectory, "coco").orElseThrow();
        SecretDirectory files = new SecretDirectory(securityFs, coco, use, SecretDirectory.Unlink.DIRECT);
        files.create(NAME, secrets.secret());
        files.create(SECOND, new TwoSecrets().secret());
        Files.createDirectory(root.getPath("/security"));
        Files.createDirectory(root.getPath("/tmp"));
        namespace.mount("securityfs", "/security", securityFs.fileSystem(), "rw");
    }

    java.nio.file.FileSystem filesAs(Credentials who) {
        return GuestFiles.of(new SystemCalls(namespace, who));
    }
}
