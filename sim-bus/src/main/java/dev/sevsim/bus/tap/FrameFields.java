package dev.sevsim.bus.tap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.FieldFormat;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameVisitor;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.trace.TraceEvent;

/** Names the components of a frame in a trace. A system call's result is a signed number. */
record FrameFields(Frame frame, ConsoleView view, TraceEvent.Builder event) implements FrameVisitor {
    /** Adds the fields of a frame to an event; those that hold bytes of a console only in the teaching view. */
    static void describe(Frame frame, ConsoleView view, TraceEvent.Builder event) {
        FrameCodec.describe(frame, new FrameFields(frame, view, event));
        if (frame instanceof MailboxResponse response) {
            event.with("status", FieldFormat.hex(response.status()));
        }
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
        put(name, Integer.toUnsignedLong(value));
        if (frame instanceof MailboxCommand command) {
            mailboxRegister(command);
        }
    }

    @Override
    public void u64(String name, long value) {
        if (frame instanceof MailboxCommand) {
            put("bufferLow", value & 0xFFFF_FFFFL);
            put("bufferHigh", value >>> 32);
        } else if (frame instanceof DeviceResult) {
            event.with(name, value);
        } else if (isShown(name, value)) {
            put(name, value);
        }
    }

    @Override
    public void code(String name, Enum<?> value) {
        event.with(name, value.name());
    }

    @Override
    public void bytes(String name, Bytes value) {
        if (name.equals("measurement")) {
            event.with(name, value.toHex());
            return;
        }
        event.with(name + "Length", value.length());
        if (name.equals("data") && view == ConsoleView.TEACHING && !value.isEmpty()) {
            event.with(name, value.toHex());
        }
    }

    @Override
    public void text(String name, String value) {
        event.with(name, value);
    }

    /** Source: docs/reference/sev-firmware-api.md section 1. */
    private void mailboxRegister(MailboxCommand command) {
        put("command", command.id());
        event.with("ioc", (command.commandRegister() & 1) != 0);
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
        return exit.reason() == ExitReason.IOIO && PortAccess.of(exit).width() == 1;
    }

    private void put(String name, long value) {
        event.with(name, FieldFormat.value(name, value));
    }
}
