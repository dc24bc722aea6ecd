package dev.sevsim.host.vmm;

/**
 * What a VM is doing.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8; of its list, those that a VM without migration and snapshots meets
 * here.
 */
public enum RunState {
    /** Waits for its first start. */
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
