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
        TO_TOOL,
        FROM_TOOL;

        String text() {
            return this == TO_TOOL ? "sevsim → tool" : "tool → sevsim";
        }
    }

    /** The answer of the reader. */
    enum Outcome {
        ACCEPTED,
        REFUSED
    }

    /** Compares the measurement of a launch of {@code image/OVMF.fd} with that of an image as the tool computes it. */
    @FunctionalInterface
    interface ImageCheck {
        Outcome run(Desk desk, String image) throws Exception;
    }

    /** A tool has to accept the measurement for the launched image, and to refuse it for another one. */
    static Case ofMeasurement(Tool tool, Outcome expected, ImageCheck check) {
        boolean same = expected == Outcome.ACCEPTED;
        return new Case(
                tool,
                Direction.TO_TOOL,
                same ? "measurement of a plain launch with kernel" : "measurement, another image",
                expected,
                same ? "equal to its own" : "differs from its own",
                desk -> check.run(desk, same ? "image/OVMF.fd" : "other.fd"));
    }

    /** Makes the artefact and hands it to its reader. */
    @FunctionalInterface
    interface Check {
        Outcome run(Desk desk) throws Exception;
    }
}
