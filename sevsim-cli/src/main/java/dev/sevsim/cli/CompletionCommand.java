package dev.sevsim.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: a script that completes verbs, options and their values in bash and zsh. */
@Command(
        name = "completion",
        description = "Prints a completion script for bash and zsh; load it with: source <(sevsim completion).")
final class CompletionCommand extends Verb {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        console.text(AutoComplete.bash("sevsim", spec.root().commandLine()));
        return Main.OK;
    }
}
