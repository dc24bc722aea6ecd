package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.PlatformStatus;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class PlatformStatusCommandTest extends MachineTest {
    @Test
    void showsVersionAndBuildAloneBeforeInit() {
        assertThat(status()).isEqualTo(new PlatformStatus(1, 55, 0, 0, 0, 24, 0));
    }

    @Test
    void showsStateConfigurationAndGuests() {
        machine.initialisedWithEs();
        assertThat(status()).isEqualTo(new PlatformStatus(1, 55, 1, 0, 1, 24, 0));

        machine.start(TestMachine.POLICY);
        machine.start(TestMachine.POLICY);
        assertThat(status()).isEqualTo(new PlatformStatus(1, 55, 2, 0, 1, 24, 2));
    }

    @Test
    void refusesAnAddressOutsideDram() {
        machine.expectRefusalAt(CommandId.PLATFORM_STATUS, TestMachine.SIZE - 4, SevStatus.INVALID_ADDRESS);
    }

    private PlatformStatus status() {
        Bytes garbage = Bytes.fromHex("ff".repeat(PlatformStatus.SIZE));
        assertThat(machine.run(CommandId.PLATFORM_STATUS, garbage)).isEqualTo(SevStatus.SUCCESS);
        return PlatformStatus.CODEC.decode(machine.buffer(PlatformStatus.SIZE));
    }
}
