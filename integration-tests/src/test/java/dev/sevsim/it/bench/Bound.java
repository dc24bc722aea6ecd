package dev.sevsim.it.bench;

/** What is asked for. */
interface Bound {
    /** The figure that is bounded. */
    double figure(Round round);

    boolean isMetBy(double figure);

    /** A figure of this kind. */
    String text(double figure);

    /** The bound itself. */
    String text();

    /** At least a share of the yardstick's rate. */
    record LeastRate(double share) implements Bound {
        @Override
        public double figure(Round round) {
            return round.yardstickMicros() / round.micros();
        }

        @Override
        public boolean isMetBy(double figure) {
            return figure >= share;
        }

        @Override
        public String text(double figure) {
            return Text.number(figure);
        }

        @Override
        public String text() {
            return "at least " + Text.number(share);
        }
    }

    /**
     * A speed where the yardstick is fast enough, and the same share of it where it is not.
     *
     * @param gigabytes bytes in a nanosecond
     * @param yardstickGigabytes what counts as fast enough
     * @param bytes what the benchmark and its yardstick work on
     */
    record LeastSpeed(double gigabytes, double yardstickGigabytes, int bytes) implements Bound {
        @Override
        public double figure(Round round) {
            double yardstick = bytes / round.yardstickMicros() / 1000;
            return bytes / round.micros() / 1000 * Math.max(1, yardstickGigabytes / yardstick);
        }

        @Override
        public boolean isMetBy(double figure) {
            return figure >= gigabytes;
        }

        @Override
        public String text(double figure) {
            return Text.number(figure) + " GB/s";
        }

        @Override
        public String text() {
            return "at least " + text(gigabytes);
        }
    }

    /** At most a time. */
    record MostTime(double micros) implements Bound {
        @Override
        public double figure(Round round) {
            return round.micros();
        }

        @Override
        public boolean isMetBy(double figure) {
            return figure <= micros;
        }

        @Override
        public String text(double figure) {
            return Text.time(figure);
        }

        @Override
        public String text() {
            return "at most " + Text.time(micros);
        }
    }
}
