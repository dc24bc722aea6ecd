package dev.sevsim.cli;

import picocli.CommandLine;

/** Makes command objects and gives each {@link Verb} its console. */
final class CommandFactory implements CommandLine.IFactory {
    private final Console console;
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    CommandFactory(Console console) {
        this.console = console;
    }

    @Override
    public <K> K create(Class<K> type) {
        K made;
        try {
            made = others.create(type);
        } catch (Exception e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
        if (made instanceof Verb verb) {
            verb.console = console;
        }
        return made;
    }
}
