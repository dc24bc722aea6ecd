package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.owner.CertificateFile.Certificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The file that a chain is written to, and its encoding. */
final class ChainOutput {
    @Option(names = "--out", required = true, description = "File to write; - is standard output.")
    @OutputCheck.Written
    private Path out;

    @Option(
            names = "--encoding",
            defaultValue = "raw",
            paramLabel = "ENCODING",
            completionCandidates = Choices.Encodings.class,
            description = "Encoding: raw, or base64 without a line feed, as QMP and libvirt give it (default: raw).")
    private String encoding = "raw";

    /** Writes the certificates one after the other and names them. */
    void write(List<Certificate> chain, JsonVerb verb) {
        Bytes raw = Bytes.concat(chain.stream().map(Certificate::raw).toArray(Bytes[]::new));
        Bytes content = Choices.base64(encoding) ? Bytes.ofAscii(raw.toBase64()) : raw;
        OutputFile.write("certificate chain", out, content);
        List<String> names =
                chain.stream().map(certificate -> certificate.role().name()).toList();
        Console report = verb.console.beside(out);
        if (verb.json()) {
            report.json(JsonText.object(g -> {
                g.writeStringProperty("file", out.toString());
                g.writeNumberProperty("bytes", content.length());
                JsonText.texts(g, "certificates", names);
            }));
        } else {
            report.line(String.format(Locale.ROOT, "%6d  %s  %s", content.length(), out, String.join(", ", names)));
        }
    }
}
