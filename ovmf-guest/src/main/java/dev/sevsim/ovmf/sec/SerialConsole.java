package dev.sevsim.ovmf.sec;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;

/** The first serial port, written a line at a time. */
public record SerialConsole(GuestCpu cpu) {
    private static final int COM1_DATA = 0x3F8;

    public void line(String text) {
        cpu.outBytes(COM1_DATA, Bytes.ofUtf8(text + "\r\n"));
    }

    public static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
