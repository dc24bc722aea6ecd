package dev.sevsim.host.vmm.device;

/** A device behind a range of I/O ports. */
interface IoDevice {
    PortRange ports();

    /** IN of {@code widthBytes} (1, 2 or 4). */
    int read(int port, int widthBytes);

    /** OUT of {@code widthBytes} (1, 2 or 4). */
    void write(int port, int widthBytes, int value);
}
