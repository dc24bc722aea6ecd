package dev.sevsim.it.interop;

/**
 * One artefact that crosses between sevsim and a tool.
 *
 * @param tool whose it is, or who judges it
 * @param direction who made it and who reads it
 * @param artefact what it is
 * @param expected whether the reader is to take it
 * @param why what decides that
 * @param check runs it
 */
record Case(Tool tool, Direction direction, String artefact, Outcome expected, String why, Check check) {
    /** Who made it and who reads it. */
    enum Direction {
        TO_TOOL("sevsim → tool"),
        FROM_TOOL("tool → sevsim");

        private final String text;

        Direction(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** The answer of the reader. */
    enum Outcome {
        ACCEPTED,
        REFUSED
    }

    /** Makes the artefact and hands it to its reader. */
    @FunctionalInterface
    interface Check {
        Outcome run(Desk desk) throws Exception;
    }
}
