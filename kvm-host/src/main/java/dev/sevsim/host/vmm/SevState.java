package dev.sevsim.host.vmm;

/**
 * The VMM's own idea of where the launch stands, with the numbers that its messages show.
 *
 * <p>Source: kvm-host.md section 5.7.
 */
public enum SevState {
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
