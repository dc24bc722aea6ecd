package dev.sevsim.cli;

import picocli.CommandLine.Command;

/** {@code secret}: secret areas without a launch. */
@Command(
        name = "secret",
        description = "Inspects the content of secret areas without a launch.",
        subcommands = SecretInspectCommand.class)
final class SecretCommand extends VerbGroup {}
