package dev.sevsim.kernel.shell;

import java.util.List;

/** A command with short options, which refuses a bad option. */
abstract class OptionCommand extends ShellCommand {
    private final String letters;
    private final int misuse;
    private final Refusal refusal;

    /** What is printed about a bad option. */
    enum Refusal {
        LINE,
        /** As the GNU programs print. */
        LINE_AND_HINT
    }

    /**
     * A command.
     *
     * @param letters see {@link Options#parse}
     * @param misuse exit status after a bad option
     */
    OptionCommand(String name, String summary, String letters, int misuse) {
        this(name, summary, letters, misuse, Refusal.LINE_AND_HINT);
    }

    /** As the other, with {@code refusal}. */
    OptionCommand(String name, String summary, String letters, int misuse, Refusal refusal) {
        super(name, summary);
        this.letters = letters;
        this.misuse = misuse;
        this.refusal = refusal;
    }

    @Override
    final int run(ShellContext shell, List<String> arguments) {
        Options options = Options.parse(arguments, letters);
        return options.refuse(shell, name(), refusal) ? misuse : run(shell, options);
    }

    /** As {@link #run(ShellContext, List)}, with options and operands apart. */
    abstract int run(ShellContext shell, Options options);
}
