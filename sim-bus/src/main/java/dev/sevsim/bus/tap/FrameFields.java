package dev.sevsim.bus.tap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameVisitor;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The named fields of a frame for a trace: registers and addresses as hexadecimal text, other numbers as numbers. */
final class FrameFields implements FrameVisitor {
    private static final Set<String> NUMBERS =
            Set.of("file", "value", "vcpu", "asid", "sevFlags", "apiMajor", "apiMinor", "buildId");
    private static final int IOIO_WIDTH_SHIFT = 4;
    private static final int IOIO_WIDTH_MASK = 0x7;

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Frame frame;
    private final ConsoleView view;

    private FrameFields(Frame frame, ConsoleView view) {
        this.frame = frame;
        this.view = view;
    }

    /** The fields of a frame; those that hold bytes of a console only in the teaching view. */
    static Map<String, Object> of(Frame frame, ConsoleView view) {
        FrameFields described = new FrameFields(frame, view);
        FrameCodec.describe(frame, described);
        if (frame instanceof MailboxResponse response) {
            described.put("status", response.responseRegister() & 0xFFFF);
        }
        return described.fields;
    }

    /** Whether the frame carries bytes of guest port I/O. */
    static boolean mayShowConsole(Frame frame) {
        if (frame instanceof VcpuEntry entry) {
            return !entry.data().isEmpty();
        }
        return frame instanceof VcpuExit exit
                && (exit.reason() == ExitReason.IOIO || !exit.data().isEmpty());
    }

    @Override
    public void u32(String name, int value) {
        if (NUMBERS.contains(name)) {
            fields.put(name, value);
        } else {
            put(name, Integer.toUnsignedLong(value));
        }
        if (frame instanceof MailboxCommand) {
            mailboxRegister(value);
        }
    }

    @Override
    public void u64(String name, long value) {
        if (frame instanceof MailboxCommand) {
            put("bufferLow", value & 0xFFFF_FFFFL);
            put("bufferHigh", value >>> 32);
        } else if (NUMBERS.contains(name)) {
            fields.put(name, value);
        } else if (isShown(name, value)) {
            put(name, value);
        }
    }

    @Override
    public void code(String name, Enum<?> value) {
        fields.put(name, value.name());
    }

    @Override
    public void bytes(String name, Bytes value) {
        if (name.equals("measurement")) {
            fields.put(name, value.toHex());
            return;
        }
        fields.put(name + "Length", value.length());
        if (name.equals("data") && view == ConsoleView.TEACHING && !value.isEmpty()) {
            fields.put(name, value.toHex());
        }
    }

    @Override
    public void text(String name, String value) {
        fields.put(name, value);
    }

    /** Source: docs/reference/sev-firmware-api.md section 1. */
    private void mailboxRegister(int register) {
        put("command", (register >>> 16) & 0x7FF);
        fields.put("ioc", (register & 1) != 0);
    }

    private boolean isShown(String name, long value) {
        if (name.equals("saveArea")) {
            return value != 0;
        }
        return !name.equals("rax")
                || view == ConsoleView.TEACHING
                || !(frame instanceof VcpuExit exit)
                || !isByteIo(exit);
    }

    /** A console takes its text byte by byte, in rax. */
    private static boolean isByteIo(VcpuExit exit) {
        return exit.reason() == ExitReason.IOIO && ((exit.info1() >>> IOIO_WIDTH_SHIFT) & IOIO_WIDTH_MASK) == 1;
    }

    private void put(String name, long value) {
        fields.put(name, "0x" + Long.toHexString(value));
    }
}
