package dev.sevsim.host.vmm;

/**
 * What the VMM does when the guest resets itself: {@code -action reboot=}.
 *
 * <p>Source: QEMU {@code qapi/run-state.json}, RebootAction.
 */
public enum RebootAction implements QapiEnum {
    /** Resets the VM. */
    RESET,
    /** Ends the VM: {@code -no-reboot}. */
    SHUTDOWN
}
