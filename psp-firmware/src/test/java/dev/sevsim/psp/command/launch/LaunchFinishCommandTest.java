package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class LaunchFinishCommandTest extends MachineTest {
    @Test
    void wipesTheTransportKeysAndKeepsTheDigest() {
        int handle = machine.initialised().guestIn(GuestState.LSECRET);

        machine.finish(handle);

        machine.expectTransportKeysWiped(handle);
        assertThat(machine.guest(handle).measure()).isEmpty();
        assertThat(machine.guest(handle).launchDigest()).isPresent();
    }

    @Test
    void needsNoAsid() {
        int handle = machine.initialised().start(TestMachine.POLICY);
        machine.measure(handle);

        machine.finish(handle);

        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isFalse();
    }
}
