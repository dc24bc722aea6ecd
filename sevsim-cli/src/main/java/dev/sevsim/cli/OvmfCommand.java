package dev.sevsim.cli;

import picocli.CommandLine.Command;

/** {@code firmware}: OVMF images without a launch. */
@Command(
        name = "firmware",
        description = "Inspects and exports OVMF images without a launch.",
        subcommands = {OvmfInspectCommand.class, OvmfExportCommand.class})
final class OvmfCommand extends VerbGroup {}
