package dev.sevsim.it.bench;

/** What a figure of a benchmark is compared with. */
interface Bound {
    /** The figure that is bounded. */
    double figure(Round round);

    /** The bound itself, a figure. */
    double limit();

    /** Whether the figure may be larger; else it may be smaller. */
    default boolean isLeast() {
        return true;
    }

    default boolean isMetBy(double figure) {
        return isLeast() ? figure >= limit() : figure <= limit();
    }

    /** A figure of this kind. */
    String text(double figure);

    /** The bound itself. */
    default String text() {
        return (isLeast() ? "at least " : "at most ") + text(limit());
    }

    /** At least a share of the yardstick's rate. */
    record LeastRate(double limit) implements Bound {
        @Override
        public double figure(Round round) {
            return round.yardstickMicros() / round.micros();
        }

        @Override
        public String text(double figure) {
            return Text.number(figure);
        }
    }

    /**
     * A speed where the yardstick is fast enough, and the same share of it where it is not.
     *
     * @param limit bytes in a nanosecond
     * @param yardstickGigabytes bytes in a nanosecond of a yardstick that is fast enough
     * @param bytes what the benchmark and its yardstick work on
     */
    record LeastSpeed(double limit, double yardstickGigabytes, int bytes) implements Bound {
        @Override
        public double figure(Round round) {
            double yardstick = bytes / round.yardstickMicros() / 1000;
            return bytes / round.micros() / 1000 * Math.max(1, yardstickGigabytes / yardstick);
        }

        @Override
        public String text(double figure) {
            return Text.number(figure) + " GB/s";
        }
    }

    /** At most so many microseconds more than the yardstick. */
    record MostMore(double limit) implements Bound {
        @Override
        public double figure(Round round) {
            return round.micros() - round.yardstickMicros();
        }

        @Override
        public boolean isLeast() {
            return false;
        }

        @Override
        public String text(double figure) {
            return Text.time(figure) + " more";
        }
    }

    /** At most a time, in microseconds. */
    record MostTime(double limit) implements Bound {
        @Override
        public double figure(Round round) {
            return round.micros();
        }

        @Override
        public boolean isLeast() {
            return false;
        }

        @Override
        public String text(double figure) {
            return Text.time(figure);
        }
    }
}
