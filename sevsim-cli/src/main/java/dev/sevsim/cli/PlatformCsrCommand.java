package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.machine.PlatformSession;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code platform csr}. */
@Command(
        name = "csr",
        description = "Writes the PEK certificate without signatures, for a platform owner's OCA to sign.")
@JsonVerb.Report("platform-csr")
final class PlatformCsrCommand extends PlatformVerb {
    @Option(names = "--out", required = true, description = "File to write; - is standard output.")
    @OutputCheck.Written
    private Path out;

    @Override
    void run(PlatformSession platform) {
        Bytes csr = platform.certificateRequest();
        OutputFile.write("certificate request", out, csr);
        Console report = console.beside(out);
        if (json()) {
            report.json(JsonText.object(g -> {
                g.writeStringProperty("file", out.toString());
                g.writeNumberProperty("bytes", csr.length());
                g.writeStringProperty("sha256", Sha256.hex(csr));
            }));
        } else {
            report.line(String.format(Locale.ROOT, "%6d  %s", csr.length(), out));
        }
    }
}
