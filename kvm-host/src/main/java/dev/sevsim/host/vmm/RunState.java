package dev.sevsim.host.vmm;

/**
 * Run state of a VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8; without the states of migration and snapshots.
 */
public enum RunState {
    /** Before its first start. */
    PRELAUNCH("prelaunch"),
    RUNNING("running"),
    PAUSED("paused"),
    /** KVM could not go on. */
    INTERNAL_ERROR("internal-error"),
    SHUTDOWN("shutdown");

    private final String text;

    RunState(String text) {
        this.text = text;
    }

    /** The name that a monitor shows. */
    public String text() {
        return text;
    }
}
