package dev.sevsim.cli;

import dev.sevsim.machine.PlatformSession;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code platform export}. */
@Command(
        name = "export",
        description = "Writes the platform's certificates and chains as the real tools read them.",
        mixinStandardHelpOptions = true)
final class PlatformExportCommand extends PlatformVerb {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path out;

    /** Made by picocli. */
    PlatformExportCommand() {}

    @Override
    void run(PlatformSession platform) {
        Map<String, Integer> written = platform.certificates().writeTo(out);
        if (json()) {
            console.line(JsonText.object(g -> written.forEach(g::writeNumberProperty)));
        } else {
            written.forEach(
                    (name, size) -> console.line(String.format(Locale.ROOT, "%6d  %s", size, out.resolve(name))));
        }
    }
}
