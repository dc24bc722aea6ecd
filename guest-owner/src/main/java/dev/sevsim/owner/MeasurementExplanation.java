package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.TransportKeys;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tries the usual mistakes on a measurement that does not fit, to say which one it was. Our own choice of mistakes. */
final class MeasurementExplanation {
    private static final int POLICY_FLAGS = 6;

    private MeasurementExplanation() {}

    static Optional<String> find(Measurement wanted, Bytes measure, ExpectedLaunch expected, SecretBytes tik) {
        return build(wanted, measure, tik)
                .or(() -> policy(wanted, measure, tik))
                .or(() -> inputs(wanted, measure, expected, tik))
                .or(() -> unowned(wanted, measure));
    }

    private static Optional<String> build(Measurement wanted, Bytes measure, SecretBytes tik) {
        for (int build = 0; build <= 0xFF; build++) {
            Measurement other =
                    new Measurement(wanted.version(), build, wanted.policy(), wanted.launchDigest(), wanted.nonce());
            if (other.isProvenBy(measure, tik)) {
                return Optional.of("firmware build " + build + ", the host reports " + wanted.build());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> policy(Measurement wanted, Bytes measure, SecretBytes tik) {
        for (int flags = 0; flags < 1 << POLICY_FLAGS; flags++) {
            GuestPolicy policy = new GuestPolicy((wanted.policy().word() & -(1 << POLICY_FLAGS)) | flags);
            Measurement other =
                    new Measurement(wanted.version(), wanted.build(), policy, wanted.launchDigest(), wanted.nonce());
            if (other.isProvenBy(measure, tik)) {
                return Optional.of("policy " + policy + ", the session is for " + wanted.policy());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inputs(
            Measurement wanted, Bytes measure, ExpectedLaunch expected, SecretBytes tik) {
        return variations(expected).entrySet().stream()
                .filter(variation -> withDigest(wanted, variation.getValue()).isProvenBy(measure, tik))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Map<String, Bytes> variations(ExpectedLaunch expected) {
        Bytes firmware = expected.firmware();
        Map<String, Bytes> digests = new LinkedHashMap<>();
        digests.put("a launch in which nothing was measured", digest(Bytes.EMPTY, Optional.empty()));
        expected.kernel().ifPresent(inputs -> {
            KernelHashes right = inputs.hashes();
            digests.put("the firmware image without the kernel hashes", digest(firmware, Optional.empty()));
            digests.put(
                    "a command line without its NUL",
                    hashed(firmware, right, KernelHashes.sha256(Bytes.ofUtf8(inputs.commandLine()))));
            digests.put(
                    "a command line with a line feed at its end",
                    hashed(firmware, right, KernelHashes.sha256(Bytes.ofUtf8(inputs.commandLine() + "\n\0"))));
            digests.put("an empty command line", hashed(firmware, right, KernelHashes.sha256(Bytes.of(0))));
            digests.put(
                    "no initrd",
                    digest(
                            firmware,
                            Optional.of(new KernelHashes(
                                            right.commandLine(), KernelHashes.sha256(Bytes.EMPTY), right.kernel())
                                    .encode())));
            digests.put(
                    "a hashes table without its padding",
                    digest(firmware, Optional.of(right.encode().slice(0, KernelHashes.TABLE_LENGTH))));
        });
        return digests;
    }

    private static Bytes hashed(Bytes firmware, KernelHashes right, Bytes commandLine) {
        KernelHashes other = new KernelHashes(commandLine, right.initrd(), right.kernel());
        return digest(firmware, Optional.of(other.encode()));
    }

    private static Bytes digest(Bytes firmware, Optional<Bytes> hashesTable) {
        return KernelHashes.sha256(Bytes.concat(firmware, hashesTable.orElse(Bytes.EMPTY)));
    }

    private static Optional<String> unowned(Measurement wanted, Bytes measure) {
        return wanted.isProvenBy(measure, TransportKeys.zero().tik())
                ? Optional.of("a launch without the owner's session, whose key everybody knows")
                : Optional.empty();
    }

    private static Measurement withDigest(Measurement wanted, Bytes digest) {
        return new Measurement(wanted.version(), wanted.build(), wanted.policy(), digest, wanted.nonce());
    }
}
