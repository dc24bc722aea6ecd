package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.trace.TraceEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers: docs/reference/sev-firmware-api.md sections 1.4 and 2, docs/reference/kvm-host.md section 2.1. */
class TraceFieldsTest {
    private static Map<String, String> shown(String kind, Object... fields) {
        TraceEvent.Builder event = TraceEvent.builder("host", "psp", kind);
        for (int i = 0; i < fields.length; i += 2) {
            event.with((String) fields[i], fields[i + 1]);
        }
        return TraceFields.of(event.build());
    }

    @Test
    void namesCommandsStatusesIoctlsAndErrnos() {
        assertThat(shown("mailbox.command", "commandRegister", "0x330001", "command", "0x33", "ioc", true))
                .containsExactly(Map.entry("command", "LAUNCH_MEASURE"));
        assertThat(shown("mailbox.response", "responseRegister", "0x80000004", "status", "0x4"))
                .containsExactly(Map.entry("status", "INVALID_LENGTH"));
        assertThat(shown("device.call", "operation", "IOCTL", "request", "0xc008aeba"))
                .containsEntry("request", "KVM_MEMORY_ENCRYPT_OP");
        assertThat(shown("device.result", "value", -5L)).containsExactly(Map.entry("value", "-5 (EIO)"));
    }

    @Test
    void leavesUnknownNumbersAsTheyAre() {
        assertThat(shown("mailbox.command", "command", "0x7ff")).containsEntry("command", "0x7ff");
        assertThat(shown("device.call", "request", "0x2")).containsEntry("request", "0x2");
        assertThat(shown("device.result", "value", 3L)).containsEntry("value", "3");
        assertThat(shown("device.result", "value", "text")).containsEntry("value", "text");
    }

    @Test
    void decodesPortsAndLeavesOutEmptyRegisters() {
        Map<String, String> exit =
                shown("vcpu.exit", "reason", "IOIO", "info1", "0x3f80010", "info2", "0x2f", "rbx", "0x0", "rcx", "0x1");

        assertThat(exit).hasToString("{reason=IOIO, io=out:0x3f8:1, info2=0x2f, rcx=0x1}");
        assertThat(shown("vcpu.exit", "reason", "CPUID", "info1", "0x1", "rax", "0x0"))
                .containsExactly(Map.entry("reason", "CPUID"), Map.entry("info1", "0x1"));
    }

    @Test
    void givesLengthsTheirUnit() {
        Map<String, String> command = shown(
                "firmware.command", "MEASURE_LEN", 48L, "sessionLength", 128L, "memory_size", 4096L, "LEN", "0x1");

        assertThat(command)
                .hasToString("{MEASURE_LEN=48 bytes, sessionLength=128 bytes, memory_size=4096 bytes, LEN=0x1}");
    }

    @Test
    void leavesOutTheListOfRegisters() {
        assertThat(shown("firmware.mailbox", "registers", "CmdBufAddr_Lo 0x109e0"))
                .isEmpty();
    }
}
