package dev.sevsim.host.kvm.sev;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import dev.sevsim.abi.uapi.KvmFpu;
import dev.sevsim.host.kernel.ErrnoException;
import java.nio.ByteBuffer;

/**
 * x87, SSE, AVX and protection key state of a vCPU in the standard form of XSAVE.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.13; AMD64 Architecture Programmer's Manual volume 1 (publication
 * 24592) section 11.5.
 *
 * @param area 4096 bytes
 */
record FpuState(Bytes area) {
    static final int SIZE = 0x1000;

    private static final StructLayout L = StructLayout.sparse("XSAVE area");
    private static final Field FCW = L.u16(0, "FCW", IN_OUT);
    private static final Field FSW = L.u16(2, "FSW", IN_OUT);
    private static final Field FTW = L.u16(4, "FTW", IN_OUT);
    private static final Field FOP = L.u16(6, "FOP", IN_OUT);
    private static final Field RIP = L.u64(8, "RIP", IN_OUT);
    private static final Field RDP = L.u64(16, "RDP", IN_OUT);
    private static final Field MXCSR = L.u32(24, "MXCSR", IN_OUT);
    private static final Field MXCSR_MASK = L.u32(28, "MXCSR_MASK", IN_OUT);
    private static final Field X87 = L.bytes(32, 128, "ST0-ST7", IN_OUT);
    private static final Field XMM = L.bytes(160, 256, "XMM0-XMM15", IN_OUT);
    private static final Field FEATURES = L.u64(512, "XSTATE_BV", IN_OUT);
    private static final Field COMPACTION = L.u64(520, "XCOMP_BV", IN_OUT);
    private static final Field HEADER_RESERVED = L.bytes(528, 48, "reserved bytes of the header", IN_OUT);
    private static final Field YMM = L.bytes(576, 256, "high halves of YMM0-YMM15", IN_OUT);
    private static final Field PKRU = L.u32(2432, "PKRU", IN_OUT);

    static {
        L.ofSize(SIZE);
    }

    /** Components of XSAVE, as bits of XSTATE_BV and of XCR0. */
    static final long X87_STATE = 1;

    static final long SSE_STATE = 1 << 1;
    static final long AVX_STATE = 1 << 2;
    private static final long PKRU_STATE = 1 << 9;
    static final long KNOWN_STATE = X87_STATE | SSE_STATE | AVX_STATE | PKRU_STATE;

    private static final int FCW_RESET = 0x37F;
    private static final int MXCSR_RESET = 0x1F80;
    private static final int MXCSR_KNOWN = 0x2_FFFF;

    /** After reset. */
    static FpuState reset() {
        ByteBuffer b = L.allocate();
        FCW.putU16(b, FCW_RESET);
        MXCSR.putU32(b, MXCSR_RESET);
        MXCSR_MASK.putU32(b, MXCSR_KNOWN);
        return new FpuState(L.finish(b));
    }

    /** KVM_GET_FPU, which has no MXCSR. */
    KvmFpu legacy() {
        ByteBuffer b = L.view(area);
        int tags = FTW.getU16(b) & 0xFF;
        return new KvmFpu(
                X87.getBytes(b),
                FCW.getU16(b),
                FSW.getU16(b),
                tags,
                FOP.getU16(b),
                RIP.getU64(b),
                RDP.getU64(b),
                XMM.getBytes(b),
                0);
    }

    /** KVM_SET_FPU, which ignores MXCSR. */
    FpuState with(KvmFpu to) {
        byte[] changed = area.toArray();
        ByteBuffer b = L.view(changed);
        FCW.putU16(b, to.fcw());
        FSW.putU16(b, to.fsw());
        FTW.putU16(b, to.ftwx());
        FOP.putU16(b, to.lastOpcode());
        RIP.putU64(b, to.lastIp());
        RDP.putU64(b, to.lastDp());
        X87.putBytes(b, to.fpr());
        XMM.putBytes(b, to.xmm());
        return new FpuState(Bytes.copyOf(changed));
    }

    /**
     * KVM_SET_XSAVE: takes the components that the header names and leaves the others.
     *
     * @throws ErrnoException EINVAL for an unknown component, the compacted form, reserved bytes or reserved bits of
     *     MXCSR
     */
    FpuState with(Bytes given) {
        ByteBuffer from = L.view(given);
        long features = FEATURES.getU64(from);
        boolean vector = (features & (SSE_STATE | AVX_STATE)) != 0;
        if ((features & ~KNOWN_STATE) != 0
                || COMPACTION.getU64(from) != 0
                || !HEADER_RESERVED.getBytes(from).isAllZero()
                || (vector && (MXCSR.getU32(from) & ~MXCSR_KNOWN) != 0)) {
            throw new ErrnoException(Errno.EINVAL, "the XSAVE area is not valid");
        }
        byte[] changed = area.toArray();
        ByteBuffer to = L.view(changed);
        FEATURES.putU64(to, features);
        if ((features & X87_STATE) != 0) {
            given.slice(0, XMM.offset()).copyTo(changed, 0);
        }
        if ((features & SSE_STATE) != 0) {
            XMM.putBytes(to, XMM.getBytes(from));
        }
        if ((features & AVX_STATE) != 0) {
            YMM.putBytes(to, YMM.getBytes(from));
        }
        if (vector) {
            MXCSR.putU32(to, MXCSR.getU32(from));
        }
        PKRU.putU32(to, (features & PKRU_STATE) == 0 ? 0 : PKRU.getU32(from));
        return new FpuState(Bytes.copyOf(changed));
    }

    /** Protection key rights. */
    int pkru() {
        return PKRU.getU32(L.view(area));
    }

    /** A save area with this state in it. */
    Vmsa in(Vmsa save) {
        ByteBuffer b = L.view(area);
        boolean vector = (FEATURES.getU64(b) & AVX_STATE) != 0;
        return save.with(Vmsa.X87_DP, RDP.getU64(b))
                .with(Vmsa.MXCSR, MXCSR.getU32(b))
                .with(Vmsa.X87_FTW, FTW.getU16(b))
                .with(Vmsa.X87_FSW, FSW.getU16(b))
                .with(Vmsa.X87_FCW, FCW.getU16(b))
                .with(Vmsa.X87_FOP, FOP.getU16(b))
                .with(Vmsa.X87_RIP, RIP.getU64(b))
                .with(Vmsa.X87_REGISTERS, split(X87.getBytes(b)))
                .with(Vmsa.XMM_REGISTERS, XMM.getBytes(b))
                .with(Vmsa.YMM_REGISTERS, vector ? YMM.getBytes(b) : Bytes.zeros(YMM.width()));
    }

    /**
     * Each of the eight registers has ten bytes in sixteen; the save area has the low eight of all, then the high two.
     */
    private static Bytes split(Bytes registers) {
        Bytes low = Bytes.EMPTY;
        Bytes high = Bytes.EMPTY;
        for (int at = 0; at < registers.length(); at += 16) {
            low = Bytes.concat(low, registers.slice(at, at + 8));
            high = Bytes.concat(high, registers.slice(at + 8, at + 10));
        }
        return Bytes.concat(low, high);
    }
}
