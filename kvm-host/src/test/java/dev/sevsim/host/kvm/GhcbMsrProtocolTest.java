package dev.sevsim.host.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 4.4. */
class GhcbMsrProtocolTest {
    private final GhcbGuest guest = new GhcbGuest(KernelProfile.LINUX_6_1);

    @ParameterizedTest(name = "MSR {0} -> {1}")
    @CsvSource({
        "0x002, 0x0001000133000001",
        "0x8000001f40000004, 0x0000007300000005",
        "0x8000001f00000004, 0x0000000200000005",
        "0x0000000000000ABC, 0x0000000000000ABC",
    })
    void answersInTheMsr(String request, String response) {
        assertThat(guest.vmgexit(Long.parseUnsignedLong(request.substring(2), 16)))
                .isZero();

        assertThat(guest.guest.lastEntry().rax()).isEqualTo(Long.parseUnsignedLong(response.substring(2), 16));
    }

    @Test
    void endsTheRunWhenTheGuestTerminates() {
        assertThat(guest.vmgexit(0x01_1100)).isZero();

        assertThat(guest.exitReason()).isEqualTo(24);
        assertThat(guest.shared(32, 16)).isEqualTo(Bytes.fromHex("06000000" + "01000000" + "0011010000000000"));
    }
}
