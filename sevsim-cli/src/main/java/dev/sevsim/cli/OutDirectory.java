package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputFiles;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The directory that a verb writes its files to; made when it does not exist. */
final class OutDirectory {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Directory to write to.")
    @OutputCheck.Written
    private Path directory;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** The directory, which need not exist yet. */
    Path path() {
        return directory;
    }

    /**
     * Checks the files of this directory that the command will write.
     *
     * @throws InputException when one is an input of the command
     */
    void check(Collection<Path> files) {
        OutputCheck.requireNoInput(command, files);
    }

    /**
     * Writes files by name and lists them with their sizes.
     *
     * @param what their kind, for error messages
     */
    void export(String what, Map<String, Bytes> files, JsonVerb verb) {
        write(what, files);
        if (verb.json()) {
            verb.console.json(sizes(files));
        } else {
            files.forEach((name, content) -> verb.console.line(
                    String.format(Locale.ROOT, "%6d  %s", content.length(), directory.resolve(name))));
        }
    }

    /** Writes files by name; {@code what} is their kind, for error messages. */
    void write(String what, Map<String, Bytes> files) {
        check(files.keySet().stream().map(directory::resolve).toList());
        OutputFiles output = new OutputFiles(directory);
        files.forEach((name, content) -> output.add(what, directory.resolve(name), content));
        output.write();
    }

    /** Sizes of files by name, as one JSON object. */
    static String sizes(Map<String, Bytes> files) {
        return JsonText.object(g -> files.forEach((name, content) -> g.writeNumberProperty(name, content.length())));
    }
}
