package dev.sevsim.host.kvm.sev;

/**
 * The features that init chooses for the life of a VM.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.5.
 *
 * @param vmsaFeatures SEV_FEATURES of every save area
 * @param ghcbVersion highest GHCB protocol version that the guest is offered; 0 for a guest without one
 */
record GuestFeatures(long vmsaFeatures, int ghcbVersion) {
    /** Bit 5: debug registers are swapped by hardware. */
    static final long DEBUG_SWAP = 1 << 5;

    /** Highest GHCB version of this kernel. */
    static final int MAX_GHCB_VERSION = 2;

    /** The features of KVM_SEV_INIT and KVM_SEV_ES_INIT. */
    static GuestFeatures legacy(SevKind kind) {
        return new GuestFeatures(0, kind == SevKind.SEV_ES ? 1 : 0);
    }

    /** The features that a guest of the kind may have. */
    static long allowed(SevKind kind) {
        return kind == SevKind.SEV_ES ? DEBUG_SWAP : 0;
    }
}
