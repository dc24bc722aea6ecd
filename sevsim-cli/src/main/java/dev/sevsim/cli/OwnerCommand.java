package dev.sevsim.cli;

import picocli.CommandLine.Command;

/** {@code owner}: what a guest owner does with files. */
@Command(
        name = "owner",
        description = "Works as the guest owner, with the files that the real tools read and write.",
        subcommands = {
            OwnerVerifyCommand.class,
            OwnerChainCommand.class,
            OwnerSessionCommand.class,
            OwnerMeasureCommand.class,
            OwnerExplainCommand.class,
            OwnerSecretCommand.class,
            OwnerUnsealCommand.class,
            OwnerVmsaCommand.class,
            OwnerServeCommand.class
        })
final class OwnerCommand extends VerbGroup {}
