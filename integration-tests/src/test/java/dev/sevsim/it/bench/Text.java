package dev.sevsim.it.bench;

import java.util.Locale;

/** Figures as people read them. */
final class Text {
    private Text() {}

    /** A time in microseconds. */
    static String time(double micros) {
        return micros < 1000 ? number(micros) + " µs" : number(micros / 1000) + " ms";
    }

    /** A rate, of so many bytes in so many microseconds. */
    static String rate(long bytes, double micros) {
        return number(bytes / micros / 1000) + " GB/s";
    }

    /** Two digits behind the point where there is one before it, none where there are three. */
    static String number(double value) {
        return String.format(Locale.ROOT, value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f", value);
    }
}
