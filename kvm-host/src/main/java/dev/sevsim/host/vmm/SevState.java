package dev.sevsim.host.vmm;

/**
 * State of a launch as the VMM tracks it, with the numbers in its messages.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 */
public enum SevState implements QapiEnum {
    UNINIT(0),
    LAUNCH_UPDATE(1),
    LAUNCH_SECRET(2),
    RUNNING(3);

    private final int code;

    SevState(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
