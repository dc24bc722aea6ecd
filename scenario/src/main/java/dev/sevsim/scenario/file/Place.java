package dev.sevsim.scenario.file;

import dev.sevsim.io.file.InputException;

/**
 * A place in a scenario file.
 *
 * @param file its name for messages
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {
    /** An error at this place, in the form that editors and terminals link. */
    InputException error(String message) {
        return new InputException(this + ": " + message);
    }

    /** Runs something that can refuse a value at this place. */
    void around(Runnable action) {
        try {
            action.run();
        } catch (InputException | IllegalArgumentException e) {
            throw new InputException(this + ": " + withoutHyphens(String.valueOf(e.getMessage())), e);
        }
    }

    /** Options have no hyphens in files. */
    private static String withoutHyphens(String message) {
        return message.startsWith("--") ? message.substring(2) : message;
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
