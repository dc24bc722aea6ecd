package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import picocli.CommandLine.Command;

/** {@code platform}: verbs on a persistent platform. */
@Command(
        name = "platform",
        description = "Works on a platform that keeps its identity in a directory.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PlatformStatusCommand.class,
            PlatformExportCommand.class,
            PlatformResetCommand.class,
            PlatformKeyCommand.PekGen.class,
            PlatformKeyCommand.PdhGen.class,
            PlatformCsrCommand.class,
            PlatformImportCommand.class,
            PlatformIdCommand.class
        })
final class PlatformCommand extends Verb {
    /** Made by picocli. */
    PlatformCommand() {}

    @Override
    public Integer call() {
        throw new InputException(
                "platform needs a command: status, export, reset, pek-gen, pdh-gen, csr, cert-import or id;"
                        + " see: sevsim platform --help");
    }
}
