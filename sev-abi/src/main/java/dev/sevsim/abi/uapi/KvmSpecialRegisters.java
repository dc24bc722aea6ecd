package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

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
public record KvmSpecialRegisters(
        KvmSegment cs,
        KvmSegment ds,
        KvmSegment es,
        KvmSegment fs,
        KvmSegment gs,
        KvmSegment ss,
        KvmSegment tr,
        KvmSegment ldt,
        long gdtBase,
        int gdtLimit,
        long idtBase,
        int idtLimit,
        long cr0,
        long cr2,
        long cr3,
        long cr4,
        long cr8,
        long efer,
        long apicBase,
        Bytes interrupts) {
    private static final StructLayout L = new StructLayout("KvmSpecialRegisters");
    private static final Field CS = L.bytes(0x00, KvmSegment.SIZE, "cs", IN_OUT);
    private static final Field DS = L.bytes(0x18, KvmSegment.SIZE, "ds", IN_OUT);
    private static final Field ES = L.bytes(0x30, KvmSegment.SIZE, "es", IN_OUT);
    private static final Field FS = L.bytes(0x48, KvmSegment.SIZE, "fs", IN_OUT);
    private static final Field GS = L.bytes(0x60, KvmSegment.SIZE, "gs", IN_OUT);
    private static final Field SS = L.bytes(0x78, KvmSegment.SIZE, "ss", IN_OUT);
    private static final Field TR = L.bytes(0x90, KvmSegment.SIZE, "tr", IN_OUT);
    private static final Field LDT = L.bytes(0xA8, KvmSegment.SIZE, "ldt", IN_OUT);
    private static final Field GDT_BASE = L.u64(0xC0, "gdt.base", IN_OUT);
    private static final Field GDT_LIMIT = L.u16(0xC8, "gdt.limit", IN_OUT);

    static {
        L.reserved(0xCA, 6);
    }

    private static final Field IDT_BASE = L.u64(0xD0, "idt.base", IN_OUT);
    private static final Field IDT_LIMIT = L.u16(0xD8, "idt.limit", IN_OUT);

    static {
        L.reserved(0xDA, 6);
    }

    private static final Field CR0 = L.u64(0xE0, "cr0", IN_OUT);
    private static final Field CR2 = L.u64(0xE8, "cr2", IN_OUT);
    private static final Field CR3 = L.u64(0xF0, "cr3", IN_OUT);
    private static final Field CR4 = L.u64(0xF8, "cr4", IN_OUT);
    private static final Field CR8 = L.u64(0x100, "cr8", IN_OUT);
    private static final Field EFER = L.u64(0x108, "efer", IN_OUT);
    private static final Field APIC_BASE = L.u64(0x110, "apic_base", IN_OUT);
    private static final Field INTERRUPTS = L.bytes(0x118, 32, "interrupt_bitmap", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x138);

    /** Bytes on the wire. */
    public static final int SIZE = 0x138;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmSpecialRegisters decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmSpecialRegisters(
                KvmSegment.decode(CS.getBytes(b)),
                KvmSegment.decode(DS.getBytes(b)),
                KvmSegment.decode(ES.getBytes(b)),
                KvmSegment.decode(FS.getBytes(b)),
                KvmSegment.decode(GS.getBytes(b)),
                KvmSegment.decode(SS.getBytes(b)),
                KvmSegment.decode(TR.getBytes(b)),
                KvmSegment.decode(LDT.getBytes(b)),
                GDT_BASE.getU64(b),
                GDT_LIMIT.getU16(b),
                IDT_BASE.getU64(b),
                IDT_LIMIT.getU16(b),
                CR0.getU64(b),
                CR2.getU64(b),
                CR3.getU64(b),
                CR4.getU64(b),
                CR8.getU64(b),
                EFER.getU64(b),
                APIC_BASE.getU64(b),
                INTERRUPTS.getBytes(b));
    }

    /** This with another code segment. */
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

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        CS.putBytes(b, cs.encode());
        DS.putBytes(b, ds.encode());
        ES.putBytes(b, es.encode());
        FS.putBytes(b, fs.encode());
        GS.putBytes(b, gs.encode());
        SS.putBytes(b, ss.encode());
        TR.putBytes(b, tr.encode());
        LDT.putBytes(b, ldt.encode());
        GDT_BASE.putU64(b, gdtBase);
        GDT_LIMIT.putU16(b, gdtLimit);
        IDT_BASE.putU64(b, idtBase);
        IDT_LIMIT.putU16(b, idtLimit);
        CR0.putU64(b, cr0);
        CR2.putU64(b, cr2);
        CR3.putU64(b, cr3);
        CR4.putU64(b, cr4);
        CR8.putU64(b, cr8);
        EFER.putU64(b, efer);
        APIC_BASE.putU64(b, apicBase);
        INTERRUPTS.putBytes(b, interrupts);
        return LAYOUT.finish(b);
    }
}
