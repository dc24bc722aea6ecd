package dev.sevsim.machine;

import java.util.function.IntConsumer;

/** Leaves out the carriage return before a line feed, which a terminal adds by itself. */
final class ReturnFilter {
    private final IntConsumer next;
    private boolean returned;

    ReturnFilter(IntConsumer next) {
        this.next = next;
    }

    /** Passes a byte on, 0 to 255; a carriage return only when it is clear that no line feed follows. */
    void accept(int value) {
        if (value != '\n') {
            flush();
        }
        returned = value == '\r';
        if (!returned) {
            next.accept(value);
        }
    }

    /** Passes a carriage return on that was the last byte. */
    void flush() {
        if (returned) {
            returned = false;
            next.accept('\r');
        }
    }
}
