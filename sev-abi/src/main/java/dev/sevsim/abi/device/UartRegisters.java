package dev.sevsim.abi.device;

/**
 * I/O ports of the first serial port, a 16550A UART, and what driver and device both use of its registers.
 *
 * <p>Source: the 16550A's data sheet.
 */
public final class UartRegisters {
    /** Receiver when read, transmitter when written. */
    public static final int DATA = 0x3F8;

    /** Which causes raise an interrupt. */
    public static final int INTERRUPT_ENABLE = 0x3F9;

    /** Cause of an interrupt, when read; FIFO control, when written. */
    public static final int INTERRUPT_IDENTIFICATION = 0x3FA;

    /** {@link #INTERRUPT_IDENTIFICATION}: the FIFO is on. */
    public static final int FIFO_ON = 3 << 6;

    /** {@link #INTERRUPT_ENABLE}: received data. */
    public static final int ENABLE_RECEIVED_DATA = 0x01;

    /** {@link #INTERRUPT_IDENTIFICATION}: as many bytes as the trigger level are there. */
    public static final int CAUSE_RECEIVED_DATA = 0x04;

    /** {@link #INTERRUPT_IDENTIFICATION}: fewer are there, and no more came. */
    public static final int CAUSE_TIMEOUT = 0x0C;

    private UartRegisters() {}
}
