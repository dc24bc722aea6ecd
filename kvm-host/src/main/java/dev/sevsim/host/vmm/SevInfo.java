package dev.sevsim.host.vmm;

/**
 * The launch as a monitor shows it.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 *
 * @param enabled whether the guest has SEV
 * @param apiMajor firmware API, 0 to 255
 * @param apiMinor firmware API, 0 to 255
 * @param build firmware build, 0 to 255
 * @param state state of the launch
 * @param policy guest policy
 * @param handle firmware handle of the guest
 */
public record SevInfo(boolean enabled, int apiMajor, int apiMinor, int build, SevState state, int policy, int handle) {
    /** A guest without SEV. */
    public static final SevInfo NONE = new SevInfo(false, 0, 0, 0, SevState.UNINIT, 0, 0);
}
