package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sregs}: segments, tables and control registers of a vCPU.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param cs segment
 * @param ds segment
 * @param es segment
 * @param fs segment
 * @param gs segment
 * @param ss segment
 * @param tr segment
 * @param ldt segment
 * @param gdtBase GDTR
 * @param gdtLimit GDTR
 * @param idtBase IDTR
 * @param idtLimit IDTR
 * @param cr0 64 bits
 * @param cr2 64 bits
 * @param cr3 64 bits
 * @param cr4 64 bits
 * @param cr8 64 bits
 * @param efer 64 bits
 * @param apicBase 64 bits
 * @param interrupts 256 bits, one for the vector that waits
 */
@Struct(
        size = 0x138,
        direction = IN_OUT,
        reserved = {@Reserved(at = 0xCA, size = 6), @Reserved(at = 0xDA, size = 6)})
public record KvmSpecialRegisters(
        @Wire(at = 0x00) KvmSegment cs,
        @Wire(at = 0x18) KvmSegment ds,
        @Wire(at = 0x30) KvmSegment es,
        @Wire(at = 0x48) KvmSegment fs,
        @Wire(at = 0x60) KvmSegment gs,
        @Wire(at = 0x78) KvmSegment ss,
        @Wire(at = 0x90) KvmSegment tr,
        @Wire(at = 0xA8) KvmSegment ldt,
        @Wire(at = 0xC0, name = "gdt.base") long gdtBase,
        @Wire(at = 0xC8, size = 2, name = "gdt.limit") int gdtLimit,
        @Wire(at = 0xD0, name = "idt.base") long idtBase,
        @Wire(at = 0xD8, size = 2, name = "idt.limit") int idtLimit,
        @Wire(at = 0xE0) long cr0,
        @Wire(at = 0xE8) long cr2,
        @Wire(at = 0xF0) long cr3,
        @Wire(at = 0xF8) long cr4,
        @Wire(at = 0x100) long cr8,
        @Wire(at = 0x108) long efer,
        @Wire(at = 0x110, name = "apic_base") long apicBase,

        @Wire(at = 0x118, size = 32, name = "interrupt_bitmap")
        Bytes interrupts)
        implements KvmSpecialRegistersWire {
    /** Returns a copy with this code segment. */
    public KvmSpecialRegisters withCs(KvmSegment other) {
        return new KvmSpecialRegisters(
                other,
                ds,
                es,
                fs,
                gs,
                ss,
                tr,
                ldt,
                gdtBase,
                gdtLimit,
                idtBase,
                idtLimit,
                cr0,
                cr2,
                cr3,
                cr4,
                cr8,
                efer,
                apicBase,
                interrupts);
    }
}
