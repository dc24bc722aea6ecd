package dev.sevsim.scenario.leak;

/**
 * Something that the host must not see, where it could see it. Names it, never shows it.
 *
 * @param kind what it is
 * @param description its name, with the part and the form in which it was found
 * @param place where it was found
 * @param detail an address, or the frame
 * @param after the last act of the hostile host before; empty for none
 */
public record Leak(Kind kind, String description, Place place, String detail, String after) {
    /** What must not be seen. */
    public enum Kind {
        /** A secret of the owner. */
        SECRETS,
        /** A key: of the owner's session, or of a guest's memory. */
        KEYS,
        /** A page that the guest keeps private. */
        PRIVATE_PAGES,
        /** A text that the scenario names. */
        TEXT;

        /** The name in files. */
        public String text() {
            return Names.of(this);
        }
    }

    /** What the host can reach. */
    public enum Place {
        /** DRAM as the host and its devices read it. */
        MEMORY,
        /** Frames on the links of the host, the VMM and the processor. */
        FRAMES,
        /** What the guest prints. */
        CONSOLE,
        /** Records of the trace. */
        TRACE;

        /** The name in files. */
        public String text() {
            return Names.of(this);
        }
    }

    /** The same find after another act. */
    Leak after(String act) {
        return new Leak(kind, description, place, detail, act);
    }

    /** One line. */
    public String text() {
        return description + " in " + place.text() + ", " + detail + (after.isEmpty() ? "" : ", after " + after);
    }
}
