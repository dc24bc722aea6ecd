package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.OutputFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** The directory that a verb writes its files to; made when it does not exist. */
final class OutDirectory {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory to write to.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path directory;

    /** Makes the directory and returns it. */
    Path make() {
        OutputFile.makeDirectory("output directory", directory);
        return directory;
    }

    /**
     * Writes files by name and lists them with their sizes.
     *
     * @param what their kind, for error messages
     */
    void export(String what, Map<String, Bytes> files, JsonVerb verb) {
        make();
        files.forEach((name, content) -> OutputFile.write(what, directory.resolve(name), content));
        if (verb.json()) {
            verb.console.line(JsonText.object(
                    g -> files.forEach((name, content) -> g.writeNumberProperty(name, content.length()))));
        } else {
            files.forEach((name, content) -> verb.console.line(
                    String.format(Locale.ROOT, "%6d  %s", content.length(), directory.resolve(name))));
        }
    }
}
