package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.PlatformSession;
import dev.sevsim.owner.PlatformChain;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code platform pek-gen} and {@code platform pdh-gen}: new keys, shown by the SHA-256 of their certificates. */
@JsonVerb.Report("platform-keys")
abstract class PlatformKeyCommand extends PlatformVerb {
    /** {@code platform pek-gen}. */
    @Command(name = "pek-gen", description = "Makes a new OCA, PEK and PDH; the platform is self-owned afterwards.")
    static final class PekGen extends PlatformKeyCommand {
        @Override
        void generate(PlatformSession platform) {
            platform.generatePek();
        }
    }

    /** {@code platform pdh-gen}. */
    @Command(name = "pdh-gen", description = "Makes a new PDH; sessions made for the old one can no longer be opened.")
    static final class PdhGen extends PlatformKeyCommand {
        @Override
        void generate(PlatformSession platform) {
            platform.generatePdh();
        }
    }

    abstract void generate(PlatformSession platform);

    @Override
    final void run(PlatformSession platform) {
        Map<String, Bytes> before = certificates(platform);
        generate(platform);
        Map<String, Bytes> certificates = certificates(platform);
        if (json()) {
            console.json(JsonText.object(g -> certificates.forEach(
                    (name, certificate) -> g.writeStringProperty(name + "Sha256", Sha256.hex(certificate)))));
            return;
        }
        console.line("certificates of the platform, SHA-256:");
        certificates.forEach((name, certificate) -> console.line(
                name + "  " + (certificate.equals(before.getOrDefault(name, Bytes.EMPTY)) ? "as before" : "new      ")
                        + "  " + Sha256.hex(certificate)));
    }

    private static Map<String, Bytes> certificates(PlatformSession platform) {
        PlatformChain chain = platform.certificates();
        Map<String, Bytes> certificates = new LinkedHashMap<>();
        certificates.put("oca", chain.oca().raw());
        certificates.put("pek", chain.pek().raw());
        certificates.put("pdh", chain.pdh().raw());
        return certificates;
    }
}
