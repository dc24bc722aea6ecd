package dev.sevsim.cli;

import picocli.CommandLine.Command;

/** {@code platform}: verbs on a persistent platform. */
@Command(
        name = "platform",
        description = "Manages a platform whose identity is kept in a directory.",
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
final class PlatformCommand extends VerbGroup {}
