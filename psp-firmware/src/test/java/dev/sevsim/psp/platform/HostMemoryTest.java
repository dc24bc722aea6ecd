package dev.sevsim.psp.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.memory.TweakConstants;
import dev.sevsim.psp.TestRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostMemoryTest {
    private static final long SIZE = 256L << 20;
    private static final AddressRange TSEG = new AddressRange(0x8000000, 0x100000);

    private final HostMemory memory = new HostMemory(
            new EncryptedMemory(
                            new EncryptedMemory.Board(SIZE, 1, 15, 16),
                            TweakMode.XEX,
                            TweakConstants.published(),
                            new TestRandom("host memory"),
                            Workers.direct())
                    .firmwarePort(),
            47,
            List.of(TSEG));

    @ParameterizedTest(name = "{0}, {1} bytes: {2}")
    @CsvSource({
        "0x3fffff0, 0x20, SUCCESS",
        "0x3fffff0, 0x4000010, SUCCESS",
        "0x3fffff0, 0x4000011, INVALID_PARAM",
        "0x0000010, 0x4000000, SUCCESS",
        "0x0, 0x10, INVALID_PARAM",
        "0x800000000000, 0x10, INVALID_PARAM",
        "0x800000001000, 0x10, SUCCESS",
        "0x400000001000, 0x10, INVALID_ADDRESS",
        "0xfffffff, 1, SUCCESS",
        "0xfffffff, 2, INVALID_ADDRESS",
        "0x8000000, 1, INVALID_ADDRESS",
        "0x80fffff, 1, INVALID_ADDRESS",
        "0x8100000, 1, SUCCESS",
        "0x7ffffff, 1, SUCCESS",
        "0x7ffffff, 2, INVALID_ADDRESS"
    })
    void judgesCopies(String address, String length, SevStatus expected) {
        Optional<AddressFault> fault = memory.copyFault(Long.decode(address), Integer.decode(length));

        assertThat(fault.map(AddressFault::status).orElse(SevStatus.SUCCESS)).isEqualTo(expected);
    }

    @Test
    void keepsTheTrustedRegionFromReservationToRelease() {
        assertThat(memory.rangeFault(0x100000, 16)).isEmpty();

        memory.reserveTrustedRegion(0x100000 | 1L << 47, 0x100000);

        assertThat(memory.trustedRegion()).contains(new AddressRange(0x100000, 0x100000));
        assertThat(memory.rangeFault(0x100000, 16)).isPresent();
        assertThat(memory.rangeFault(0xFFFF0, 16)).isEmpty();
        assertThat(memory.rangeFault(0xFFFF0, 17)).isPresent();
        memory.armTrustedRegion();
        assertThat(memory.trustedRegionArmed()).isTrue();
        assertThat(memory.rangeFault(0x1FFFFF, 1)).isPresent();
        memory.releaseTrustedRegion();
        assertThat(memory.rangeFault(0x1FFFFF, 1)).isEmpty();
    }

    @Test
    void armsNothingWithoutARegion() {
        memory.armTrustedRegion();

        assertThat(memory.trustedRegionArmed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0x7ffe800, 0x10000, 0x1800", "0x8000000, 16, 0", "0xfffe000, 0x3000, 0x2000", "0x1000, 48, 48"})
    void findsTheLegalPrefixByPages(String address, String length, String legal) {
        assertThat(memory.legalPrefix(Long.decode(address), Long.decode(length)))
                .isEqualTo(Long.decode(legal));
    }
}
