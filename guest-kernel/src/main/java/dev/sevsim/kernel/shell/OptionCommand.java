package dev.sevsim.kernel.shell;

import java.util.List;

/** A command with short options, which refuses a bad option as the GNU programs do. */
abstract class OptionCommand extends NamedCommand {
    private final String letters;
    private final int misuse;

    /**
     * A command.
     *
     * @param letters see {@link Options#parse}
     * @param misuse exit status after a bad option
     */
    OptionCommand(String name, String summary, String letters, int misuse) {
        super(name, summary);
        this.letters = letters;
        this.misuse = misuse;
    }

    @Override
    public final int run(ShellContext shell, List<String> arguments) {
        Options options = Options.parse(arguments, letters);
        return options.refuse(shell, name()) ? misuse : run(shell, options);
    }

    /** As {@link #run(ShellContext, List)}, with the options told from the operands. */
    abstract int run(ShellContext shell, Options options);
}
