package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressTest {
    @Test
    void splitsIntoPageAndOffset() {
        assertThat(new GuestPhysical(0x810C00).pageBase()).isEqualTo(new GuestPhysical(0x810000));
        assertThat(new GuestPhysical(0x810C00).pageOffset()).isEqualTo(0xC00);
        assertThat(new SystemPhysical(0x8000_0000_1234L).pageBase()).hasToString("0x800000001000");
        assertThat(new SystemPhysical(0x8000_0000_1234L).pageOffset()).isEqualTo(0x234);
        assertThat(new HostVirtual(0x7FFF_FFFF_F001L).pageBase()).isEqualTo(new HostVirtual(0x7FFF_FFFF_F000L));
        assertThat(new HostVirtual(0xFFF).plus(1).pageOffset()).isZero();
    }

    @Test
    void comparesAsUnsigned() {
        assertThat(new GuestPhysical(-1)).isGreaterThan(new GuestPhysical(1));
        assertThat(new SystemPhysical(-1)).isGreaterThan(new SystemPhysical(Long.MAX_VALUE));
        assertThat(new HostVirtual(-4096)).isGreaterThan(new HostVirtual(0).plus(4096));
    }
}
