package dev.sevsim.bus.tap;

/** Whether a trace shows the bytes of guest port I/O, console text among them. */
public enum ConsoleView {
    HIDDEN,
    /** May show plain secrets. */
    TEACHING
}
