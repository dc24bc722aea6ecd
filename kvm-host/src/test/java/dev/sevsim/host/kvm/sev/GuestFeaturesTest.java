package dev.sevsim.host.kvm.sev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md section 2.5. */
class GuestFeaturesTest {
    @Test
    void offersDebugSwapToGuestsWithEncryptedStateAlone() {
        assertThat(GuestFeatures.allowed(SevKind.SEV_ES)).isEqualTo(0x20);
        assertThat(GuestFeatures.allowed(SevKind.SEV)).isZero();
    }

    @Test
    void hasTheFirstGhcbVersionAfterALegacyInit() {
        assertThat(GuestFeatures.legacy(SevKind.SEV_ES)).isEqualTo(new GuestFeatures(0, 1));
        assertThat(GuestFeatures.legacy(SevKind.SEV)).isEqualTo(new GuestFeatures(0, 0));
    }
}
