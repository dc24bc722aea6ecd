package dev.sevsim.abi.ghcb;

/**
 * The GHCB MSR: the guest address of the shared page or, when its low 12 bits are not 0, a request or an answer.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
public final class GhcbMsr {
    /** The MSR's number. */
    public static final int NUMBER = 0xC001_0130;

    public static final int SEV_INFO_RESPONSE = 0x001;
    public static final int SEV_INFO_REQUEST = 0x002;
    public static final int CPUID_REQUEST = 0x004;
    public static final int CPUID_RESPONSE = CPUID_REQUEST + 1;
    public static final int AP_RESET_HOLD_REQUEST = 0x006;
    public static final int AP_RESET_HOLD_RESPONSE = AP_RESET_HOLD_REQUEST + 1;
    public static final int PREFERRED_PAGE_REQUEST = 0x010;
    public static final int PREFERRED_PAGE_RESPONSE = PREFERRED_PAGE_REQUEST + 1;
    public static final int REGISTER_PAGE_REQUEST = 0x012;
    public static final int REGISTER_PAGE_RESPONSE = REGISTER_PAGE_REQUEST + 1;
    public static final int PAGE_STATE_REQUEST = 0x014;
    public static final int PAGE_STATE_RESPONSE = PAGE_STATE_REQUEST + 1;
    public static final int FEATURES_REQUEST = 0x080;
    public static final int FEATURES_RESPONSE = FEATURES_REQUEST + 1;
    public static final int TERMINATE_REQUEST = 0x100;

    /** Reason of set 0: anything without a reason of its own. */
    public static final int TERMINATED_GENERAL = 0;

    /** Reason of set 0: no common protocol version. */
    public static final int TERMINATED_PROTOCOL = 1;

    private static final int CODE_BITS = 12;
    private static final long CODE_MASK = (1 << CODE_BITS) - 1;

    private GhcbMsr() {}

    /** The low 12 bits; 0 when the MSR holds an address. */
    public static int code(long msr) {
        return (int) (msr & CODE_MASK);
    }

    /** The MSR with a code and a value above it. */
    public static long of(int code, long value) {
        return value << CODE_BITS | code;
    }

    /** What lies above the code. */
    public static long value(long msr) {
        return msr >>> CODE_BITS;
    }

    /** The answer to {@link #SEV_INFO_REQUEST}, and what the MSR holds after reset. */
    public static long sevInfo(int highestVersion, int lowestVersion, int cBitPosition) {
        return (long) highestVersion << 48 | (long) lowestVersion << 32 | (long) cBitPosition << 24 | SEV_INFO_RESPONSE;
    }

    /** Highest protocol version of a {@link #sevInfo}. */
    public static int highestVersion(long info) {
        return (int) (info >>> 48);
    }

    /** Lowest protocol version of a {@link #sevInfo}. */
    public static int lowestVersion(long info) {
        return (int) (info >>> 32 & 0xFFFF);
    }

    /** Position of the C-bit of a {@link #sevInfo}. */
    public static int cBitPosition(long info) {
        return (int) (info >>> 24 & 0xFF);
    }

    /** Asks for one register (0 EAX, 1 EBX, 2 ECX, 3 EDX) of a CPUID leaf; the subleaf is always 0. */
    public static long cpuidRequest(int leaf, int register) {
        return (long) leaf << 32 | (long) register << 30 | CPUID_REQUEST;
    }

    /** The register asked for by a {@link #cpuidRequest}. */
    public static int cpuidRegister(long request) {
        return (int) (request >>> 30 & 3);
    }

    /** Bits 63:32: the leaf of a {@link #cpuidRequest}, the value of a {@link #cpuidResponse}. */
    public static int high(long msr) {
        return (int) (msr >>> 32);
    }

    /** The answer to a {@link #cpuidRequest}. */
    public static long cpuidResponse(int value) {
        return (long) value << 32 | CPUID_RESPONSE;
    }

    /** Asks to be ended, with a reason out of a set. */
    public static long terminate(int reasonSet, int reason) {
        return (long) reason << 16 | (long) reasonSet << 12 | TERMINATE_REQUEST;
    }
}
