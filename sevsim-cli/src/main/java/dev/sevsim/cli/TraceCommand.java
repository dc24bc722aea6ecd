package dev.sevsim.cli;

import picocli.CommandLine.Command;

/** {@code trace}: reads what {@code launch --trace} wrote. */
@Command(
        name = "trace",
        description = "Shows a trace as a readable sequence, or shows where two runs diverge.",
        subcommands = {TraceShowCommand.class, TraceDiffCommand.class})
final class TraceCommand extends VerbGroup {}
