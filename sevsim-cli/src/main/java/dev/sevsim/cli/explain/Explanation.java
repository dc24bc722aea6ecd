package dev.sevsim.cli.explain;

import java.util.List;
import java.util.OptionalInt;

/**
 * One entry of the catalogue.
 *
 * @param kind what is explained
 * @param name the status or errno by its name; a message by its short name in the catalogue
 * @param code the number of a status or errno; empty for a message
 * @param printedBy the program that prints it; empty for a code
 * @param meaning its meaning
 * @param rule the broken rule; empty where the source names none
 * @param causes the usual ones, the most frequent one first; empty where they depend on what was called
 * @param look where to look
 * @param source where it is specified, or the public thread in which it was seen
 */
public record Explanation(
        Kind kind,
        String name,
        OptionalInt code,
        String printedBy,
        String meaning,
        String rule,
        List<String> causes,
        List<String> look,
        String source) {
    /** What is explained. */
    public enum Kind {
        /** A firmware status. */
        STATUS,
        /** A Linux error number. */
        ERRNO,
        /** A printed line. */
        MESSAGE,
        /** A name of an option's value: a weakness of firmware, a generation of processors. */
        TERM
    }

    public Explanation {
        causes = List.copyOf(causes);
        look = List.copyOf(look);
    }

    /** The same with another rule, other causes and other places to look: they depend on what was called. */
    Explanation withAdvice(String otherRule, List<String> otherCauses, List<String> otherLook) {
        return new Explanation(kind, name, code, printedBy, meaning, otherRule, otherCauses, otherLook, source);
    }
}
