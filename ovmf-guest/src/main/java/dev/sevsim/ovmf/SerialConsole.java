package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;

/** The first serial port, written a line at a time. */
final class SerialConsole {
    private static final int COM1_DATA = 0x3F8;

    private final GuestCpu cpu;

    SerialConsole(GuestCpu cpu) {
        this.cpu = cpu;
    }

    void line(String text) {
        cpu.outBytes(COM1_DATA, Bytes.ofUtf8(text + "\r\n"));
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
