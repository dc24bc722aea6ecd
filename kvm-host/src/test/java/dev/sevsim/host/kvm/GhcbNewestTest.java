package dev.sevsim.host.kvm;

import static dev.sevsim.host.kvm.GhcbGuest.GHCB;
import static dev.sevsim.host.kvm.GhcbGuest.INFO_1;
import static dev.sevsim.host.kvm.GhcbGuest.INFO_2;
import static dev.sevsim.host.kvm.GhcbGuest.SCRATCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the newest kernel adds to the GHCB protocol. Source of the expectations: docs/reference/kvm-host.md section 4.4.
 */
class GhcbNewestTest {
    private final GhcbGuest newest = new GhcbGuest(KernelProfile.NEWEST).launched();
    private final GhcbGuest older = new GhcbGuest(KernelProfile.LINUX_6_1).launched();

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }

    @Test
    void offersVersionTwoToATypedVm() {
        newest.run();

        assertThat(newest.guest.lastEntry().rax()).isEqualTo(0x0002_0001_3300_0001L);
    }

    @ParameterizedTest(name = "MSR {0} -> {1}")
    @CsvSource({
        "0000000000000010, FFFFFFFFFFFFF011",
        "0000000000001012, 0000000000001013",
        "0000000000000080, 0000000000000081",
        "0010000000001014, 0010000000001014",
        "0000000000000FFF, 0000000000000FFF",
    })
    void answersMoreRequestsInTheMsr(String request, String response) {
        newest.vmgexit(hex(request));
        assertThat(newest.guest.lastEntry().rax()).isEqualTo(hex(response));

        older.vmgexit(hex(request));
        assertThat(older.guest.lastEntry().rax())
                .as("Linux 6.1 leaves it alone")
                .isEqualTo(hex(request));
    }

    @Test
    void holdsAnApplicationProcessorWithoutAPage() {
        newest.vmgexit(0x006);
        assertThat(newest.exitReason()).isEqualTo(32);

        newest.run();

        assertThat(newest.guest.lastEntry().rax())
                .as("result 0: not woken by a SIPI")
                .isEqualTo(0x007);
    }

    @Test
    void hasNoFeaturesForAGuestWithoutSnp() {
        newest.request(0x8000FFFDL, 0, 0xFF);

        assertThat(newest.field(INFO_1)).isZero();
        assertThat(newest.field(INFO_2)).isZero();
    }

    @Test
    void endsTheRunWhenTheGuestTerminatesInItsPage() {
        newest.request(0x8000FFFEL, 0, 0);

        assertThat(newest.exitReason()).isEqualTo(24);
        assertThat(newest.shared(32, 16)).isEqualTo(Bytes.fromHex("06000000" + "01000000" + "0010000000000000"));
    }

    @ParameterizedTest(name = "exit {0}")
    @ValueSource(strings = {"8000FFFD", "8000FFFE", "80000010", "80000011", "80000012", "80000013"})
    void linux61HasNoneOfThem(String code) {
        older.request(hex(code), 0, 0);

        assertThat(older.field(INFO_1)).isEqualTo(2);
        assertThat(older.field(INFO_2)).isEqualTo(6);
    }

    @ParameterizedTest(name = "version {0} of the page -> error {1}")
    @CsvSource({"1, 0", "2, 3"})
    void requiresTheSharedBufferUnderVersionTwo(int version, int error) {
        newest.page(0x7B, 0x3F8L << 16 | 1 << 4 | 1 << 2, 4, SCRATCH, 0x20000);
        newest.write(GHCB + 0xFFA, Bytes.of(version, 0));

        newest.vmgexit(GHCB);

        assertThat(newest.field(INFO_2)).isEqualTo(error);
    }
}
