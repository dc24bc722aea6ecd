package dev.sevsim.cli;

import picocli.CommandLine.Command;

/** {@code owner chain}: the forms of a chain file. */
@Command(
        name = "chain",
        description = "Splits, joins and converts files of certificates. Nothing is verified and no byte is changed.",
        subcommands = {OwnerChainSplitCommand.class, OwnerChainJoinCommand.class, OwnerChainConvertCommand.class})
final class OwnerChainCommand extends VerbGroup {}
