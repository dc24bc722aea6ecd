package dev.sevsim.abi.ghcb;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * The request in {@link Ghcb#SW_EXIT_CODE}: the SVM exit code of the instruction it emulates, or a code of the
 * protocol's own.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
public enum GhcbExit {
    READ_DR7(0x27),
    WRITE_DR7(0x37),
    RDTSC(0x6E),
    RDPMC(0x6F),
    CPUID(0x72),
    INVD(0x76),
    IOIO(0x7B),
    MSR(0x7C),
    VMMCALL(0x81),
    RDTSCP(0x87),
    WBINVD(0x89),
    MONITOR(0x8A),
    MWAIT(0x8B),
    MMIO_READ(0x8000_0001L),
    MMIO_WRITE(0x8000_0002L),
    NMI_COMPLETE(0x8000_0003L),
    AP_HALT_LOOP(0x8000_0004L),
    AP_JUMP_TABLE(0x8000_0005L),
    PAGE_STATE_CHANGE(0x8000_0010L),
    GUEST_REQUEST(0x8000_0011L),
    EXTENDED_GUEST_REQUEST(0x8000_0012L),
    AP_CREATION(0x8000_0013L),
    HYPERVISOR_FEATURES(0x8000_FFFDL),
    TERMINATION(0x8000_FFFEL),
    UNSUPPORTED_EVENT(0x8000_FFFFL);

    /** In SW_EXITINFO1 of {@link #IOIO}: input. */
    public static final int IO_IN = 1;

    /** In SW_EXITINFO1 of {@link #IOIO}: the bytes lie in the scratch area, SW_EXITINFO2 is how many units. */
    public static final int IO_STRING = 1 << 2;

    private static final CodeTable<GhcbExit> CODES = CodeTable.of(values(), GhcbExit::code);

    private final long code;

    GhcbExit(long code) {
        this.code = code;
    }

    /** The value on the wire. */
    public long code() {
        return code;
    }

    /** Looks a wire value up. */
    public static Optional<GhcbExit> fromCode(long code) {
        return CODES.find(code);
    }
}
