package dev.sevsim.host.vmm;

/**
 * Run state of a VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8; without the states of migration and snapshots.
 */
public enum RunState implements QapiEnum {
    /** Before its first start. */
    PRELAUNCH,
    RUNNING,
    PAUSED,
    /** KVM could not go on. */
    INTERNAL_ERROR,
    SHUTDOWN
}
