package dev.sevsim.host.vmm;

/**
 * Why a VM ended or was reset.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
public enum ShutdownCause {
    /** The guest switched itself off. */
    GUEST_SHUTDOWN("guest-shutdown", Side.GUEST),
    /** A reset by the guest, or a triple fault, which ends the VM (our choice, as QEMU with {@code -no-reboot}). */
    GUEST_RESET("guest-reset", Side.GUEST),
    /** {@code system_reset} of a monitor. */
    HOST_QMP_SYSTEM_RESET("host-qmp-system-reset", Side.HOST),
    /** {@code quit} of a monitor. */
    HOST_QMP_QUIT("host-qmp-quit", Side.HOST),
    /** The VMM's process got a signal. */
    HOST_SIGNAL("host-signal", Side.HOST);

    private final String text;
    private final Side side;

    /** Origin of the shutdown. */
    private enum Side {
        GUEST,
        HOST
    }

    ShutdownCause(String text, Side side) {
        this.text = text;
        this.side = side;
    }

    /** The name that a monitor shows. */
    public String text() {
        return text;
    }

    public boolean isGuest() {
        return side == Side.GUEST;
    }
}
