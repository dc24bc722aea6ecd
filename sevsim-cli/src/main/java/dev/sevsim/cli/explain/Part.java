package dev.sevsim.cli.explain;

import java.util.Optional;

/**
 * A part of a line and its meaning.
 *
 * @param kind what the part is
 * @param text the part as it stands in the line
 * @param explanation the entry of the catalogue, with the causes that apply to the line's command; empty where a note is all
 * @param note what the entry does not hold, or why there is none; empty where there is nothing to add
 */
public record Part(Kind kind, String text, Optional<Explanation> explanation, String note) {
    /** What a part of a line is, in the order in which parts are listed. */
    public enum Kind {
        /** The fixed text of a message. */
        MESSAGE,
        /** A number and a text that are those of two different codes. */
        CONTRADICTION,
        /** The id of a firmware command. */
        COMMAND,
        /** A firmware status. */
        FIRMWARE_STATUS,
        /** A Linux error number. */
        ERRNO,
        /** What a call returned where that is no error number. */
        RETURN_VALUE,
        /** A device. */
        DEVICE,
        /** A part that the catalogue lacks. */
        UNKNOWN
    }

    static Part of(Kind kind, String text, Explanation explanation) {
        return new Part(kind, text, Optional.of(explanation), "");
    }

    static Part note(Kind kind, String text, String note) {
        return new Part(kind, text, Optional.empty(), note);
    }

    /** Whether the catalogue has something about the part. */
    public boolean isKnown() {
        return kind != Kind.UNKNOWN;
    }
}
