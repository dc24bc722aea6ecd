package dev.sevsim.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of an attestation service that trusts a platform of this machine.
 *
 * @param directory holds the platform's certificates in {@code out}, and the policies
 */
record ServiceFolder(Path directory) {
    /** GUID of the secret in every policy. */
    static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";

    /** The image of every policy. */
    static final Path IMAGE = Sevsim.vector("fw/synth-amdsev.fd");

    /** SHA-256 of the image, as sev-snp-measure computed it: docs/reference/guest-owner-tools.md section 12.2. */
    static final String DIGEST = "862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4";

    /** Exports the platform's certificates. */
    static ServiceFolder in(Path directory) {
        Sevsim.run("platform", "export", "--state", directory.resolve("platform"), "--out", directory.resolve("out"))
                .requireSuccess();
        return new ServiceFolder(directory);
    }

    /** Directory of a service's sessions and audit log. */
    Path state() {
        return directory.resolve("owner");
    }

    /** Writes the policy of an image that gets this secret. */
    Path policy(String image, String secret) throws IOException {
        return Files.writeString(
                directory.resolve(image + ".json"),
                "{\"image\":\"" + image + "\",\"roots\":[\"out/ark.cert\"],\"digests\":[\"" + DIGEST
                        + "\"],\"minimumApi\":\"1.40\",\"requiredPolicyBits\":\"0x1\",\"secrets\":[{\"guid\":\"" + GUID
                        + "\",\"text\":\"" + secret + "\"}]}");
    }

    /** Options of a guest with this OVMF image that shows the secret. */
    static Object[] guest(Path image) {
        return new Object[] {"--firmware", image, "--run", "cat /sys/kernel/security/secrets/coco/" + GUID};
    }
}
