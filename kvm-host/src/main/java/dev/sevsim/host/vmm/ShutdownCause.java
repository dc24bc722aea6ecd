package dev.sevsim.host.vmm;

/**
 * Why a VM ended or was reset.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
public enum ShutdownCause implements QapiEnum {
    /** The guest switched itself off. */
    GUEST_SHUTDOWN(Side.GUEST),
    /** A reset by the guest, or a triple fault, which ends the VM (our choice, as QEMU with {@code -no-reboot}). */
    GUEST_RESET(Side.GUEST),
    /** {@code system_reset} of a monitor. */
    HOST_QMP_SYSTEM_RESET(Side.HOST),
    /** {@code quit} of a monitor. */
    HOST_QMP_QUIT(Side.HOST),
    /** The VMM's process got a signal. */
    HOST_SIGNAL(Side.HOST);

    private final Side side;

    /** Origin of the shutdown. */
    private enum Side {
        GUEST,
        HOST
    }

    ShutdownCause(Side side) {
        this.side = side;
    }

    public boolean isGuest() {
        return side == Side.GUEST;
    }
}
