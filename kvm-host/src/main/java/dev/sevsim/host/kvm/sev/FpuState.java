package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmFpu;
import dev.sevsim.host.kernel.ErrnoException;
import java.nio.ByteBuffer;

/**
 * x87, SSE, AVX and protection key state of a vCPU in the standard form of XSAVE.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.13; AMD64 Architecture Programmer's Manual volume 1 (publication 24592)
 * section 11.5.
 *
 * @param area 4096 bytes
 */
record FpuState(Bytes area) {
    static final int SIZE = 0x1000;

    private static final int FCW = 0;
    private static final int FSW = 2;
    private static final int FTW = 4;
    private static final int FOP = 6;
    private static final int RIP = 8;
    private static final int RDP = 16;
    private static final int MXCSR = 24;
    private static final int REGISTERS = 32;
    private static final int XMM = 160;
    private static final int XMM_END = 416;
    private static final int FEATURES = 512;
    private static final int COMPACTION = 520;
    private static final int HEADER_RESERVED = 528;
    private static final int HEADER_END = 576;
    private static final int YMM = 576;
    private static final int YMM_SIZE = 256;
    private static final int PKRU = 2432;
    private static final int WORD = 8;
    private static final int X87_COUNT = 8;
    private static final int X87_SIZE = 16;
    private static final int X87_HIGH = 2;

    private static final long FEATURE_X87 = 1;
    private static final long FEATURE_SSE = 1 << 1;
    private static final long FEATURE_YMM = 1 << 2;
    private static final long FEATURE_PKRU = 1 << 9;

    private static final int FCW_RESET = 0x37F;
    private static final int MXCSR_RESET = 0x1F80;
    private static final int MXCSR_MASK = 0x2_FFFF;
    private static final int U16 = 0xFFFF;

    /** After reset. */
    static FpuState reset() {
        return new FpuState(Bytes.zeros(SIZE))
                .with(FCW, u16(FCW_RESET))
                .with(MXCSR, Bytes.concat(Bytes.u32Le(MXCSR_RESET), Bytes.u32Le(MXCSR_MASK)));
    }

    /** KVM_GET_FPU, which has no MXCSR. */
    KvmFpu legacy() {
        ByteBuffer b = area.asLittleEndian();
        return new KvmFpu(
                area.slice(REGISTERS, XMM),
                b.getShort(FCW) & U16,
                b.getShort(FSW) & U16,
                area.u8(FTW),
                b.getShort(FOP) & U16,
                b.getLong(RIP),
                b.getLong(RDP),
                area.slice(XMM, XMM_END),
                0);
    }

    /** KVM_SET_FPU, which ignores MXCSR. */
    FpuState with(KvmFpu to) {
        Bytes head = Bytes.concat(
                u16(to.fcw()),
                u16(to.fsw()),
                u16(to.ftwx()),
                u16(to.lastOpcode()),
                Bytes.u64Le(to.lastIp()),
                Bytes.u64Le(to.lastDp()));
        return with(FCW, head).with(REGISTERS, Bytes.concat(to.fpr(), to.xmm()));
    }

    /**
     * KVM_SET_XSAVE: takes the components that the header names and leaves the others.
     *
     * @throws ErrnoException EINVAL for an unknown component, the compacted form, reserved bytes or reserved bits of MXCSR
     */
    FpuState with(Bytes given) {
        ByteBuffer b = given.asLittleEndian();
        long features = b.getLong(FEATURES);
        long known = FEATURE_X87 | FEATURE_SSE | FEATURE_YMM | FEATURE_PKRU;
        boolean vector = (features & (FEATURE_SSE | FEATURE_YMM)) != 0;
        if ((features & ~known) != 0
                || b.getLong(COMPACTION) != 0
                || !given.slice(HEADER_RESERVED, HEADER_END).isAllZero()
                || (vector && (b.getInt(MXCSR) & ~MXCSR_MASK) != 0)) {
            throw new ErrnoException(Errno.EINVAL, "the XSAVE area is not valid");
        }
        FpuState taken = with(FEATURES, given.slice(FEATURES, COMPACTION))
                .take(given, features & FEATURE_X87, 0, XMM)
                .take(given, features & FEATURE_SSE, XMM, XMM_END)
                .take(given, features & FEATURE_YMM, YMM, YMM + YMM_SIZE);
        Bytes keys = (features & FEATURE_PKRU) == 0 ? Bytes.zeros(Integer.BYTES) : given.slice(PKRU, PKRU + 4);
        return (vector ? taken.with(MXCSR, given.slice(MXCSR, MXCSR + Integer.BYTES)) : taken).with(PKRU, keys);
    }

    /** Protection key rights. */
    int pkru() {
        return area.asLittleEndian().getInt(PKRU);
    }

    /** A save area with this state in it. */
    Vmsa in(Vmsa save) {
        ByteBuffer b = area.asLittleEndian();
        boolean vector = (b.getLong(FEATURES) & FEATURE_YMM) != 0;
        return save.with(Vmsa.X87_DP, b.getLong(RDP))
                .with(Vmsa.MXCSR, b.getInt(MXCSR))
                .with(Vmsa.X87_FTW, b.getShort(FTW) & U16)
                .with(Vmsa.X87_FSW, b.getShort(FSW) & U16)
                .with(Vmsa.X87_FCW, b.getShort(FCW) & U16)
                .with(Vmsa.X87_FOP, b.getShort(FOP) & U16)
                .with(Vmsa.X87_RIP, b.getLong(RIP))
                .with(Vmsa.X87_REGISTERS, x87())
                .with(Vmsa.XMM_REGISTERS, area.slice(XMM, XMM_END))
                .with(Vmsa.YMM_REGISTERS, vector ? area.slice(YMM, YMM + YMM_SIZE) : Bytes.zeros(YMM_SIZE));
    }

    private Bytes x87() {
        byte[] split = new byte[X87_COUNT * (WORD + X87_HIGH)];
        for (int i = 0; i < X87_COUNT; i++) {
            int at = REGISTERS + i * X87_SIZE;
            area.slice(at, at + WORD).copyTo(split, i * WORD);
            area.slice(at + WORD, at + WORD + X87_HIGH).copyTo(split, X87_COUNT * WORD + i * X87_HIGH);
        }
        return Bytes.copyOf(split);
    }

    private FpuState take(Bytes given, long feature, int from, int to) {
        return feature == 0 ? this : with(from, given.slice(from, to));
    }

    private FpuState with(int offset, Bytes bytes) {
        byte[] changed = area.toArray();
        bytes.copyTo(changed, offset);
        return new FpuState(Bytes.copyOf(changed));
    }

    private static Bytes u16(int value) {
        return Bytes.u32Le(value).slice(0, 2);
    }
}
