package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputFile;
import dev.sevsim.io.file.OutputTarget;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code scenario new}. */
@Command(name = "new", description = "Writes a scenario file to start from, which runs and passes as it stands.")
final class ScenarioNewCommand extends Verb {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "File that does not exist yet, or - for standard output (default: ${DEFAULT-VALUE}).",
            defaultValue = "scenario.yaml")
    @OutputCheck.Written
    private Path file;

    @Override
    public Integer call() {
        String content = CliResource.text("new-scenario.yaml");
        if (OutputTarget.isStandardOutput(file)) {
            console.text(content);
            return Main.OK;
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new InputException("scenario file " + file + " exists already, name another one");
        }
        OutputFile.write("scenario file", file, Bytes.ofUtf8(content));
        console.line("Wrote " + file + ", run it: sevsim scenario run " + ShellWords.quoted(file.toString()));
        return Main.OK;
    }
}
