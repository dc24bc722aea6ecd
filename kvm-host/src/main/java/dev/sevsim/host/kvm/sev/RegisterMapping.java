package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;

/** Converts between the register structures of user space and the save area. */
final class RegisterMapping {
    /** Bits of a segment's attributes as {@link KvmSegment#attributes} has them. */
    private static final int TYPE_ACCESSED = 1;

    private static final int TYPE_BUSY = 1 << 1;
    private static final int PRIVILEGE_SHIFT = 5;
    private static final int PRIVILEGE = 3 << PRIVILEGE_SHIFT;
    private static final int BIG = 1 << 10;
    private static final int GRANULARITY = 1 << 11;

    /** Largest limit in bytes that twenty bits hold; a larger one counts pages of 4 KiB, so the G bit is set. */
    private static final long LIMIT_WITHOUT_GRANULARITY = 0xF_FFFF;

    private RegisterMapping() {}

    /** For KVM_GET_REGS; the order of the fields is that of {@code struct kvm_regs}, not that of the save area. */
    static KvmRegisters general(Vmsa v) {
        return new KvmRegisters(
                v.get(Vmsa.RAX),
                v.get(Vmsa.RBX),
                v.get(Vmsa.RCX),
                v.get(Vmsa.RDX),
                v.get(Vmsa.RSI),
                v.get(Vmsa.RDI),
                v.get(Vmsa.RSP),
                v.get(Vmsa.RBP),
                v.get(Vmsa.R8),
                v.get(Vmsa.R9),
                v.get(Vmsa.R10),
                v.get(Vmsa.R11),
                v.get(Vmsa.R12),
                v.get(Vmsa.R13),
                v.get(Vmsa.R14),
                v.get(Vmsa.R15),
                v.get(Vmsa.RIP),
                v.get(Vmsa.RFLAGS));
    }

    /** For KVM_SET_REGS; RFLAGS is taken as it is, the caller keeps its fixed bit. */
    static Vmsa with(Vmsa v, KvmRegisters r) {
        return v.with(Vmsa.RAX, r.rax())
                .with(Vmsa.RBX, r.rbx())
                .with(Vmsa.RCX, r.rcx())
                .with(Vmsa.RDX, r.rdx())
                .with(Vmsa.RSI, r.rsi())
                .with(Vmsa.RDI, r.rdi())
                .with(Vmsa.RSP, r.rsp())
                .with(Vmsa.RBP, r.rbp())
                .with(Vmsa.R8, r.r8())
                .with(Vmsa.R9, r.r9())
                .with(Vmsa.R10, r.r10())
                .with(Vmsa.R11, r.r11())
                .with(Vmsa.R12, r.r12())
                .with(Vmsa.R13, r.r13())
                .with(Vmsa.R14, r.r14())
                .with(Vmsa.R15, r.r15())
                .with(Vmsa.RIP, r.rip())
                .with(Vmsa.RFLAGS, r.rflags());
    }

    /** For KVM_GET_SREGS: control registers as user space wrote them, since the save area's have KVM's own bits too. */
    static KvmSpecialRegisters special(Vmsa v, ControlRegisters control) {
        return new KvmSpecialRegisters(
                segment(v, Vmsa.CS),
                dataSegment(v, Vmsa.DS),
                dataSegment(v, Vmsa.ES),
                dataSegment(v, Vmsa.FS),
                dataSegment(v, Vmsa.GS),
                stackSegment(v),
                taskSegment(v),
                segment(v, Vmsa.LDTR),
                v.get(Vmsa.GDTR.base()),
                (int) v.get(Vmsa.GDTR.limit()),
                v.get(Vmsa.IDTR.base()),
                (int) v.get(Vmsa.IDTR.limit()),
                control.cr0(),
                control.cr2(),
                v.get(Vmsa.CR3),
                control.cr4(),
                control.cr8(),
                control.efer(),
                control.apicBase(),
                control.interrupts());
    }

    /** Segments and tables, CPL and CR3. */
    static Vmsa with(Vmsa v, KvmSpecialRegisters s) {
        // One after another, as each call returns a new save area.
        Vmsa segments = v;
        segments = segment(segments, Vmsa.CS, s.cs());
        segments = segment(segments, Vmsa.DS, s.ds());
        segments = segment(segments, Vmsa.ES, s.es());
        segments = segment(segments, Vmsa.FS, s.fs());
        segments = segment(segments, Vmsa.GS, s.gs());
        segments = segment(segments, Vmsa.SS, s.ss());
        segments = segment(segments, Vmsa.TR, s.tr());
        segments = segment(segments, Vmsa.LDTR, s.ldt());
        return segments.with(Vmsa.GDTR.base(), s.gdtBase())
                .with(Vmsa.GDTR.limit(), s.gdtLimit())
                .with(Vmsa.IDTR.base(), s.idtBase())
                .with(Vmsa.IDTR.limit(), s.idtLimit())
                .with(Vmsa.CPL, s.ss().privilege() & 3)
                .with(Vmsa.CR3, s.cr3());
    }

    /** The G bit is made from the limit: processors do not keep it. */
    private static KvmSegment segment(Vmsa v, Vmsa.Segment which) {
        long limit = v.get(which.limit());
        int granularity = limit > LIMIT_WITHOUT_GRANULARITY ? GRANULARITY : 0;
        int attributes = ((int) v.get(which.attributes()) & ~GRANULARITY) | granularity;
        return KvmSegment.of((int) v.get(which.selector()), attributes, (int) limit, v.get(which.base()));
    }

    /** A data segment in use was accessed. */
    private static KvmSegment dataSegment(Vmsa v, Vmsa.Segment which) {
        KvmSegment found = segment(v, which);
        return found.unusable() == 0 ? found.withAttributes(found.attributes() | TYPE_ACCESSED) : found;
    }

    /** The privilege of the stack is CPL. */
    private static KvmSegment stackSegment(Vmsa v) {
        KvmSegment found = segment(v, Vmsa.SS);
        int kept = found.attributes() & ~PRIVILEGE & ~(found.unusable() == 0 ? 0 : BIG);
        return found.withAttributes(kept | (((int) v.get(Vmsa.CPL) << PRIVILEGE_SHIFT) & PRIVILEGE));
    }

    /** The task segment is busy. */
    private static KvmSegment taskSegment(Vmsa v) {
        KvmSegment found = segment(v, Vmsa.TR);
        return found.withAttributes(found.attributes() | TYPE_BUSY);
    }

    /** A segment of user space in the form of the save area, where the attributes are twelve bits. */
    private static Vmsa segment(Vmsa v, Vmsa.Segment which, KvmSegment to) {
        return v.with(which.selector(), to.selector())
                .with(which.attributes(), to.attributes())
                .with(which.limit(), to.limit())
                .with(which.base(), to.base());
    }
}
