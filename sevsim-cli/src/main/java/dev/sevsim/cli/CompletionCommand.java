package dev.sevsim.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: a script that teaches bash or zsh the verbs and options. */
@Command(
        name = "completion",
        description = "Prints completion for bash and zsh; try: source <(sevsim completion)",
        mixinStandardHelpOptions = true)
final class CompletionCommand extends Verb {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    /** Made by picocli. */
    CompletionCommand() {}

    @Override
    public Integer call() {
        console.text(AutoComplete.bash("sevsim", spec.root().commandLine()));
        return Main.OK;
    }
}
