package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.platform.AddressRange;
import dev.sevsim.psp.platform.AsidState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitCommandTest extends MachineTest {
    @Test
    void makesAnIdentityOnceAndTakesAllAsidsAway() {
        assertThat(machine.processor.identity()).isEmpty();

        assertThat(machine.run(CommandId.INIT, new Init(0, 0x123, 7).encode())).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.platform().state()).isEqualTo(PlatformState.INIT);
        assertThat(machine.platform().asids().isAnywhere(509, AsidState.NEEDS_FLUSH))
                .isTrue();
        assertThat(machine.memory.firmwarePort().hasWrittenBack(0)).isFalse();
        Bytes pdh = machine.platform().keys().pdhCertificate().encode();
        machine.run(CommandId.SHUTDOWN);
        machine.initialised();
        assertThat(machine.platform().keys().pdhCertificate().encode()).isEqualTo(pdh);
    }

    @Test
    void reservesTheTrustedRegionForEs() {
        machine.write(TestMachine.BUFFER, esInit(TestMachine.TRUSTED_REGION, 1 << 20));
        assertThat(machine.runAt(CommandId.INIT, TestMachine.BUFFER)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.processor.view().encryptedState()).isEqualTo(1);
        assertThat(machine.platform().memory().trustedRegion())
                .contains(new AddressRange(TestMachine.TRUSTED_REGION, 1 << 20));
        assertThat(machine.platform().memory().trustedRegionArmed()).isFalse();
        machine.flush();
        assertThat(machine.platform().memory().trustedRegionArmed()).isTrue();
        machine.expectRefusalAt(
                CommandId.PLATFORM_STATUS, TestMachine.TRUSTED_REGION + 0x1000, SevStatus.INVALID_ADDRESS);
    }

    @Test
    void refusesAnInitialisedPlatformBeforeBadOptions() {
        machine.initialised();

        machine.expectRefusal(CommandId.INIT, new Init(8, 0, 0).encode(), SevStatus.INVALID_PLATFORM_STATE);
        machine.start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.INIT, new Init(0, 0, 0).encode(), SevStatus.INVALID_PLATFORM_STATE);
    }

    @Test
    void refusesWithoutMemoryEncryptionBeforeBadOptions() {
        machine.memory.writeSystemConfiguration(5, 0);

        machine.expectRefusal(CommandId.INIT, new Init(8, 0, 0).encode(), SevStatus.HWERROR_PLATFORM);
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "0x80000001, 0", "0, 1", "1, 0x1000000"})
    void refusesReservedBits(String options, String reserved) {
        byte[] raw = new Init(Long.decode(options).intValue(), 1, 1).encode().toArray();
        Bytes.u32Le(Long.decode(reserved).intValue()).copyTo(raw, 4);

        machine.expectRefusal(CommandId.INIT, Bytes.copyOf(raw), SevStatus.INVALID_CONFIG);
    }

    @ParameterizedTest
    @CsvSource({
        "0x200800, 0x200000, INVALID_ADDRESS",
        "0x200000, 0x200000, INVALID_LENGTH",
        "0x400000, 0xfffff, INVALID_LENGTH",
        "0x400000, 0x100000, INVALID_ADDRESS",
        "0x10000000000000, 0x100000, INVALID_ADDRESS"
    })
    void refusesABadTrustedRegionAndStaysUninitialised(String address, String length, SevStatus expected) {
        SevStatus status = machine.run(CommandId.INIT, esInit(Long.decode(address), Integer.decode(length)));

        assertThat(status).isEqualTo(expected);
        assertThat(machine.platform().state()).isEqualTo(PlatformState.UNINIT);
        assertThat(machine.platform().memory().trustedRegion()).isEqualTo(Optional.empty());
        assertThat(machine.processor.view().guests()).isEqualTo(List.of());
        assertThat(machine.processor.identity()).isPresent();
    }

    private static Bytes esInit(long address, int length) {
        return new Init(1, address, length).encode();
    }
}
