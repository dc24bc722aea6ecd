package dev.sevsim.machine;

import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;

/** The number that repeats a run. */
public final class Seed {
    private Seed() {}

    /** A fresh seed from the operating system, positive so that it is easy to type. */
    public static long fresh() {
        return SeededRandom.freshSeed() & Long.MAX_VALUE;
    }

    /** From decimal text. */
    public static long parse(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InputException("--seed '" + text + "' is not a whole number", e);
        }
    }
}
