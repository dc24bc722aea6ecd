package dev.sevsim.bus.tap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The named fields of a frame for a trace: registers and addresses as hexadecimal text, other numbers as numbers. */
final class FrameFields {
    private static final int IOIO_WIDTH_SHIFT = 4;
    private static final int IOIO_WIDTH_MASK = 0x7;

    private final ConsoleView view;

    FrameFields(ConsoleView view) {
        this.view = view;
    }

    /** Whether the frame carries bytes of guest port I/O. */
    static boolean mayShowConsole(Frame frame) {
        if (frame instanceof VcpuEntry entry) {
            return !entry.data().isEmpty();
        }
        return frame instanceof VcpuExit exit
                && (exit.reason() == ExitReason.IOIO || !exit.data().isEmpty());
    }

    Map<String, Object> of(Frame frame) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (frame instanceof MailboxCommand command) {
            mailbox(fields, command);
        } else if (frame instanceof MailboxResponse response) {
            fields.put("responseRegister", hex(response.responseRegister()));
            fields.put("status", hex(response.responseRegister() & 0xFFFF));
        } else if (frame instanceof DeviceCall call) {
            fields.put("operation", call.operation().name());
            fields.put("file", call.file());
            fields.put("request", hex(call.request()));
            fields.put("argument", hex(call.argument()));
        } else if (frame instanceof DeviceResult result) {
            fields.put("value", result.value());
        } else if (frame instanceof VcpuEntry entry) {
            entry(fields, entry);
        } else if (frame instanceof VcpuExit exit) {
            exit(fields, exit);
        } else if (frame instanceof Notice notice) {
            fields.put("kind", notice.kind());
            fields.put("text", notice.text());
        } else {
            owner(fields, frame);
        }
        return fields;
    }

    /** Source: docs/reference/sev-firmware-api.md section 1. */
    private static void mailbox(Map<String, Object> fields, MailboxCommand command) {
        int register = command.commandRegister();
        fields.put("commandRegister", hex(register));
        fields.put("command", hex((register >>> 16) & 0x7FF));
        fields.put("ioc", (register & 1) != 0);
        fields.put("bufferLow", hex((int) command.bufferAddress()));
        fields.put("bufferHigh", hex((int) (command.bufferAddress() >>> 32)));
    }

    private void entry(Map<String, Object> fields, VcpuEntry entry) {
        fields.put("vcpu", entry.vcpu());
        fields.put("asid", entry.asid());
        fields.put("sevFlags", entry.sevFlags());
        fields.put("nestedCr3", hex(entry.nestedCr3()));
        if (entry.saveArea() != 0) {
            fields.put("saveArea", hex(entry.saveArea()));
        }
        fields.put("rax", hex(entry.rax()));
        fields.put("rbx", hex(entry.rbx()));
        fields.put("rcx", hex(entry.rcx()));
        fields.put("rdx", hex(entry.rdx()));
        data(fields, entry.data());
    }

    private void exit(Map<String, Object> fields, VcpuExit exit) {
        fields.put("vcpu", exit.vcpu());
        fields.put("reason", exit.reason().name());
        fields.put("info1", hex(exit.info1()));
        fields.put("info2", hex(exit.info2()));
        if (view == ConsoleView.TEACHING || !isByteIo(exit)) {
            fields.put("rax", hex(exit.rax()));
        }
        fields.put("rbx", hex(exit.rbx()));
        fields.put("rcx", hex(exit.rcx()));
        fields.put("rdx", hex(exit.rdx()));
        data(fields, exit.data());
    }

    /** A console takes its text byte by byte, in rax. */
    private static boolean isByteIo(VcpuExit exit) {
        return exit.reason() == ExitReason.IOIO && ((exit.info1() >>> IOIO_WIDTH_SHIFT) & IOIO_WIDTH_MASK) == 1;
    }

    private void data(Map<String, Object> fields, Bytes data) {
        fields.put("dataLength", data.length());
        if (view == ConsoleView.TEACHING && !data.isEmpty()) {
            fields.put("data", data.toHex());
        }
    }

    private static void owner(Map<String, Object> fields, Frame frame) {
        if (frame instanceof PlatformCertificates certificates) {
            fields.put("pdhLength", certificates.pdh().length());
            fields.put("chainLength", certificates.chain().length());
            fields.put("caLength", certificates.ca().length());
        } else if (frame instanceof LaunchBundle bundle) {
            fields.put("policy", hex(bundle.policy()));
            fields.put("godhLength", bundle.godh().length());
            fields.put("sessionLength", bundle.session().length());
        } else if (frame instanceof LaunchMeasurement measured) {
            fields.put("measurement", measured.measurement().toHex());
            fields.put("apiMajor", measured.apiMajor());
            fields.put("apiMinor", measured.apiMinor());
            fields.put("buildId", measured.buildId());
            fields.put("policy", hex(measured.policy()));
        } else if (frame instanceof LaunchSecretPacket packet) {
            fields.put("headerLength", packet.header().length());
            fields.put("payloadLength", packet.payload().length());
        } else if (frame instanceof OwnerRefusal refusal) {
            fields.put("reason", refusal.reason());
        } else {
            throw new IllegalStateException("frame type: " + frame.type() + ", expected a known one");
        }
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
