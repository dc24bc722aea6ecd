package dev.sevsim.scenario.file;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.CutWords;
import java.util.function.Supplier;

/**
 * A place in a scenario file.
 *
 * @param file its name for messages
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {
    private static final String OF_ACT = "--act ";

    /** An error at this place, in the form that editors and terminals link. */
    InputException error(String message) {
        return new InputException(this + ": " + CutWords.of(message));
    }

    /** Runs something that can refuse a value at this place. */
    void around(Runnable action) {
        boolean unused = make(() -> {
            action.run();
            return true;
        });
    }

    /** Makes something of a value at this place, which can be refused. */
    <T> T make(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (InputException | IllegalArgumentException e) {
            throw new InputException(this + ": " + CutWords.of(withoutHyphens(String.valueOf(e.getMessage()))), e);
        }
    }

    /** Options have no hyphens in files, and acts are named as such by their own messages. */
    private static String withoutHyphens(String message) {
        if (message.startsWith(OF_ACT + "act ")) {
            return message.substring(OF_ACT.length());
        }
        return message.startsWith("--") ? message.substring(2) : message;
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
