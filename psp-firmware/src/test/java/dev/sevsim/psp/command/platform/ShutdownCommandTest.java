package dev.sevsim.psp.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.platform.Guest;
import org.junit.jupiter.api.Test;

class ShutdownCommandTest extends MachineTest {
    @Test
    void destroysGuestsKeysAndTrustedRegion() {
        machine.initialisedWithEs();
        int handle = machine.guestIn(GuestState.RUNNING);
        Guest guest = machine.guest(handle);

        assertThat(machine.run(CommandId.SHUTDOWN)).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.processor.view().state()).isEqualTo(PlatformState.UNINIT);
        assertThat(machine.processor.view().guests()).isEmpty();
        assertThat(machine.processor.view().encryptedState()).isZero();
        assertThat(guest.transportKeys().tik().isWiped()).isTrue();
        assertThat(machine.memory.firmwarePort().hasKey(TestMachine.PLAIN_ASID)).isFalse();
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isFalse();
        assertThat(machine.platform().memory().trustedRegion()).isEmpty();
        assertThat(machine.processor.identity()).isPresent();
    }

    @Test
    void succeedsInEveryState() {
        assertThat(machine.run(CommandId.SHUTDOWN)).isEqualTo(SevStatus.SUCCESS);
        machine.initialised();
        assertThat(machine.run(CommandId.SHUTDOWN)).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.run(CommandId.SHUTDOWN)).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.platform().state()).isEqualTo(PlatformState.UNINIT);
    }
}
