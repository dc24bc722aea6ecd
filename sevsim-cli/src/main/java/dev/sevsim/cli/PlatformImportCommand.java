package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.PlatformSession;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code platform cert-import}. */
@Command(
        name = "cert-import",
        description = "Puts the platform under an external owner, whose OCA signed the certificate that csr wrote.")
@JsonVerb.Report("platform-cert-import")
final class PlatformImportCommand extends PlatformVerb {
    private static final int MAX_FILE = 64 << 10;

    @Option(names = "--pek", required = true, description = "Signed PEK certificate.")
    private Path pek;

    @Option(names = "--oca", required = true, description = "The owner's OCA certificate.")
    private Path oca;

    private Bytes pekContent = Bytes.EMPTY;
    private Bytes ocaContent = Bytes.EMPTY;

    @Override
    void checkInputs() {
        pekContent = certificate("PEK certificate", pek);
        ocaContent = certificate("OCA certificate", oca);
    }

    @Override
    void run(PlatformSession platform) {
        platform.importCertificates(pekContent, ocaContent);
        if (json()) {
            console.json(JsonText.object(g -> g.writeStringProperty("owner", "external")));
        } else {
            console.line("the platform is externally owned by the OCA of " + oca + ", with a new PDH");
        }
    }

    private static Bytes certificate(String what, Path file) {
        Bytes content = InputFile.read(what, file, MAX_FILE);
        if (content.length() != SevCertificate.SIZE) {
            throw new InputException(
                    what + " " + file + " has " + content.length() + " bytes, expected " + SevCertificate.SIZE);
        }
        return content;
    }
}
