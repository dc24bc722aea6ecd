package dev.sevsim.ovmf.sec;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.device.UartRegisters;
import dev.sevsim.bus.cpu.GuestCpu;

/** The first serial port, written a line at a time. */
public record SerialConsole(GuestCpu cpu) {
    public void line(String text) {
        cpu.outBytes(UartRegisters.DATA, Bytes.ofUtf8(text + "\r\n"));
    }

    public static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
