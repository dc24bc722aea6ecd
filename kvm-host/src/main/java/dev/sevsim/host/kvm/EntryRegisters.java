package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.CpuidResult;

/** Registers and data that the hypervisor sets when it enters the guest again. */
record EntryRegisters(long rax, long rbx, long rcx, long rdx, Bytes data) {
    /** The exit needs no answer. */
    static final EntryRegisters NONE = new EntryRegisters(0, 0, 0, 0, Bytes.EMPTY);

    static EntryRegisters ofRax(long rax) {
        return new EntryRegisters(rax, 0, 0, 0, Bytes.EMPTY);
    }

    static EntryRegisters of(CpuidResult result) {
        return new EntryRegisters(
                Integer.toUnsignedLong(result.eax()),
                Integer.toUnsignedLong(result.ebx()),
                Integer.toUnsignedLong(result.ecx()),
                Integer.toUnsignedLong(result.edx()),
                Bytes.EMPTY);
    }

    /** A 64-bit value split over EDX:EAX. */
    static EntryRegisters ofMsr(long value) {
        return new EntryRegisters(value & 0xFFFF_FFFFL, 0, 0, value >>> 32, Bytes.EMPTY);
    }
}
