package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import picocli.CommandLine.Command;

/** {@code platform}: verbs on a persistent platform. */
@Command(
        name = "platform",
        description = "Manages a platform whose identity is kept in a directory.",
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
    @Override
    public Integer call() {
        throw new InputException(
                "platform needs a command: status, export, reset, pek-gen, pdh-gen, csr, cert-import or id;"
                        + " see: sevsim platform --help");
    }
}
