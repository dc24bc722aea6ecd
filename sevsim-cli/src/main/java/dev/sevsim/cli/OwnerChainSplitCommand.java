package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.CertificateFile;
import dev.sevsim.owner.CertificateFile.Certificate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code owner chain split}. */
@Command(
        name = "split",
        description = "Writes each certificate of a file to a file of its own, named as sev-tool does.")
@JsonVerb.Report("files")
final class OwnerChainSplitCommand extends JsonVerb {
    @Parameters(paramLabel = "FILE", description = "Certificates in any order, raw or as text.")
    private Path file;

    @Mixin
    private OutDirectory out = new OutDirectory();

    /** File names of single certificates: docs/reference/guest-owner-tools.md section 4. */
    @Override
    public Integer call() {
        CertificateFile read = CertificateFile.read(file);
        Map<String, Bytes> files = new LinkedHashMap<>();
        for (Certificate certificate : CertificateFile.join(List.of(read))) {
            files.put(certificate.role().name().toLowerCase(Locale.ROOT) + ".cert", certificate.raw());
        }
        OwnerChainJoinCommand.nameRest(console, file, read);
        out.export("certificate", files, this);
        return Main.OK;
    }
}
