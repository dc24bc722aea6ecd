package dev.sevsim.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of an attestation service that trusts a platform of this machine.
 *
 * @param directory holds the platform's certificates in {@code out}, and the policies
 * @param boot what a guest of every policy boots
 */
record ServiceFolder(Path directory, MeasuredBoot boot) {
    /** GUID of the secret in every policy. */
    static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";

    /** The image of every policy. */
    static final Path IMAGE = Sevsim.vector("fw/synth-amdsev.fd");

    /** SHA-256 of the image alone, as sev-snp-measure computed it: docs/reference/guest-owner-tools.md section 12.2. */
    static final String IMAGE_DIGEST = "862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4";

    /** Exports the platform's certificates. */
    static ServiceFolder in(Path directory) {
        Sevsim.run("platform", "export", "--state", directory.resolve("platform"), "--out", directory.resolve("out"))
                .requireSuccess();
        return new ServiceFolder(directory, MeasuredBoot.embedded(directory));
    }

    /** Directory of a service's sessions and audit log. */
    Path state() {
        return directory.resolve("owner");
    }

    /** The launch digest of every policy. */
    String digest() {
        return boot.digest(IMAGE);
    }

    /** Writes the policy of an image that gets this secret. */
    Path policy(String image, String secret) throws IOException {
        return policy(image, secret, digest());
    }

    /** Writes the policy of an image whose launches have this digest. */
    Path policy(String image, String secret, String digest) throws IOException {
        return Files.writeString(
                directory.resolve(image + ".json"),
                "{\"image\":\"" + image + "\",\"roots\":[\"out/ark.cert\"],\"digests\":[\"" + digest
                        + "\"],\"minimumApi\":\"1.40\",\"requiredPolicyBits\":\"0x1\",\"secrets\":[{\"guid\":\"" + GUID
                        + "\",\"text\":\"" + secret + "\"}]}");
    }

    /** Options of a guest with this OVMF image that shows the secret. */
    Object[] guest(Path image) {
        return new Object[] {
            "--firmware", image, boot.options(), "--run", "cat /sys/kernel/security/secrets/coco/" + GUID
        };
    }
}
