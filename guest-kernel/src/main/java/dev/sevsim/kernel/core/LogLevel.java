package dev.sevsim.kernel.core;

/** Levels of kernel messages; a smaller value matters more. Source: Linux {@code include/linux/kern_levels.h}. */
public enum LogLevel {
    EMERGENCY(0),
    ALERT(1),
    CRITICAL(2),
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6),
    DEBUG(7);

    private final int value;

    LogLevel(int value) {
        this.value = value;
    }

    /** The number that printk uses. */
    public int value() {
        return value;
    }
}
