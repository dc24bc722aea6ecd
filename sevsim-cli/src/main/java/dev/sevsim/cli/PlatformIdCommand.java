package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.machine.PlatformSession;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code platform id}. */
@Command(name = "id", description = "Shows the chip's id, by which AMD's key server finds its CEK.")
@JsonVerb.Report("platform-id")
final class PlatformIdCommand extends PlatformVerb {
    @Option(names = "--out", description = "Also write its bytes to this file; - is standard output.")
    @OutputCheck.Written
    private @Nullable Path out;

    @Override
    void run(PlatformSession platform) {
        Bytes id = platform.chipId();
        if (out != null) {
            OutputFile.write("chip id", out, id);
        }
        if (json()) {
            console.beside(out).json(JsonText.object(g -> g.writeStringProperty("id", id.toHex())));
        } else {
            console.beside(out).line(id.toHex());
        }
    }
}
