package dev.sevsim.host.vmm;

/**
 * State of a launch as the VMM tracks it, with the numbers in its messages.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 */
public enum SevState {
    UNINIT(0, "uninit"),
    LAUNCH_UPDATE(1, "launch-update"),
    LAUNCH_SECRET(2, "launch-secret"),
    RUNNING(3, "running");

    private final int code;
    private final String text;

    SevState(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    /** The name that a monitor shows. */
    public String text() {
        return text;
    }
}
