package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import picocli.CommandLine.Command;

/** {@code owner}: what a guest owner does with files. */
@Command(
        name = "owner",
        description = "Works as the guest owner, with the files that the real tools read and write.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            OwnerVerifyCommand.class,
            OwnerSessionCommand.class,
            OwnerMeasureCommand.class,
            OwnerExplainCommand.class,
            OwnerSecretCommand.class,
            OwnerUnsealCommand.class,
            OwnerVmsaCommand.class,
            OwnerServeCommand.class
        })
final class OwnerCommand extends Verb {
    @Override
    public Integer call() {
        throw new InputException(
                "owner needs a command: verify, session, measure, explain, secret, unseal, vmsa or serve; see: sevsim owner --help");
    }
}
