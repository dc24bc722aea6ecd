package dev.sevsim.kernel.edit;

import java.util.List;

/** Completes lines. */
@FunctionalInterface
public interface Completer {
    /** Completes nothing. */
    Completer NONE = text -> new Completion("", List.of());

    /** How the word at the end of {@code text}, what stands before the cursor, could go on. */
    Completion complete(String text);

    /**
     * The ways in which a word could go on.
     *
     * @param word the part of it that is there and replaced, as it was typed
     * @param candidates in order
     */
    record Completion(String word, List<Candidate> candidates) {
        /** Takes a copy of the list. */
        public Completion {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * One way.
     *
     * @param text what stands in the line for it, beginning with the word that was typed
     * @param label what a listing shows
     * @param ending what follows when it is the only one
     */
    record Candidate(String text, String label, String ending) {}
}
