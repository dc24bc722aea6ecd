package dev.sevsim.abi.ghcb;

/**
 * Why a hypervisor refuses a request: SW_EXITINFO2 after SW_EXITINFO1 became {@link #FAILED}.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
public enum GhcbError {
    NOT_REGISTERED(1),
    INVALID_USAGE(2),
    INVALID_SCRATCH_AREA(3),
    MISSING_INPUT(4),
    INVALID_INPUT(5),
    INVALID_EVENT(6);

    /** SW_EXITINFO1: the exit raises the exception that SW_EXITINFO2 describes. */
    public static final long EXCEPTION = 1;

    /** SW_EXITINFO1: the request was refused. */
    public static final long FAILED = 2;

    private final int code;

    GhcbError(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }
}
