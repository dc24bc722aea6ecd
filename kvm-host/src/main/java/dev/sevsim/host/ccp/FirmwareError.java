package dev.sevsim.host.ccp;

/**
 * The {@code error} field of a caller's structure on its way through the kernel.
 *
 * <p>It starts as the caller's own value and changes only when the firmware is called.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.4 and 2.2.
 */
public final class FirmwareError {
    private int value;

    /** Holds what the caller passed. */
    public FirmwareError(int callersValue) {
        this.value = callersValue;
    }

    public int value() {
        return value;
    }

    /** What the firmware answered, or 0 when it never did. */
    public void set(int status) {
        value = status;
    }
}
