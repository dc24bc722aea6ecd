package dev.sevsim.host.vmm;

/**
 * What a monitor says about the launch.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 *
 * @param enabled whether the guest has SEV
 * @param apiMajor firmware API, 0 to 255
 * @param apiMinor firmware API, 0 to 255
 * @param build firmware build, 0 to 255
 * @param state where the launch stands
 * @param policy guest policy
 * @param handle what the firmware calls the guest
 */
public record SevInfo(boolean enabled, int apiMajor, int apiMinor, int build, SevState state, int policy, int handle) {
    /** A guest without SEV. */
    public static final SevInfo NONE = new SevInfo(false, 0, 0, 0, SevState.UNINIT, 0, 0);
}
