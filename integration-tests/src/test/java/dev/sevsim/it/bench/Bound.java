package dev.sevsim.it.bench;

import org.openjdk.jmh.annotations.Mode;

/** What is asked for. */
interface Bound {
    /** How JMH measures it. */
    Mode mode();

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
        public Mode mode() {
            return Mode.AverageTime;
        }

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

    /** At most a time, in the median. */
    record MostTime(double micros) implements Bound {
        @Override
        public Mode mode() {
            return Mode.SampleTime;
        }

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
