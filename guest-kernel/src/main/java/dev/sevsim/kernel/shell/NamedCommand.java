package dev.sevsim.kernel.shell;

/** A command with a fixed name. */
abstract class NamedCommand implements ShellCommand {
    private final String name;
    private final String summary;

    NamedCommand(String name, String summary) {
        this.name = name;
        this.summary = summary;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String summary() {
        return summary;
    }
}
