package dev.sevsim.bus.frame;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * Why the guest left; values are the SVM exit codes where SVM has one.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4; AMD APM volume 2 appendix C for the codes not listed there.
 */
public enum ExitReason {
    /** info1: leaf, info2: subleaf; entry answers in rax, rbx, rcx, rdx. */
    CPUID(0x72),
    /** Nothing to do but wait for an interrupt. */
    HLT(0x78),
    /** info1: bit 0 IN, bits 6:4 width in bytes, 31:16 port; info2: repeat count; OUT value in rax or bytes in data. */
    IOIO(0x7B),
    /** info1: 0 read, 1 write; rcx the MSR; value in rdx:rax. */
    MSR(0x7C),
    /** Triple fault. */
    SHUTDOWN(0x7F),
    /** rax number, rbx, rcx, rdx arguments; entry answers in rax. */
    VMMCALL(0x81),
    WBINVD(0x89),
    /** Nested page fault: info1 error code (bit 1 write), info2 guest physical address. */
    NPF(0x400),
    /** SEV-ES: rax is the GHCB MSR value. */
    VMGEXIT(0x403),
    /** VMEXIT_INVALID: VMRUN refused the guest state, for instance an ASID that is not enabled. */
    INVALID(-1),
    /** Our own: the guest loops for ever with interrupts off. */
    DEAD_LOOP(0xF000),
    /** Our own: the vCPU was entered although it had ended. */
    ENDED(0xF001);

    private static final CodeTable<ExitReason> CODES = CodeTable.of(values(), ExitReason::code);

    private final int code;

    ExitReason(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<ExitReason> fromCode(int code) {
        return CODES.find(code);
    }
}
