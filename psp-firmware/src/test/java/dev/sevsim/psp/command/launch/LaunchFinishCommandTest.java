package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchFinish;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LaunchFinishCommandTest {
    @AutoClose
    private final TestMachine machine = new TestMachine();

    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.LAUNCH_FINISH, finish(9), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.expectRefusal(CommandId.LAUNCH_FINISH, finish(9), SevStatus.INVALID_PLATFORM_STATE);
        int handle = machine.start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.LAUNCH_FINISH, finish(9), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.LAUNCH_FINISH, finish(handle), SevStatus.INVALID_GUEST_STATE);
        machine.measure(handle);
        machine.finish(handle);
        machine.expectRefusal(CommandId.LAUNCH_FINISH, finish(handle), SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void forgetsTheTransportKeysAndKeepsTheDigest() {
        machine.initialised();
        int handle = machine.guestIn(GuestState.LSECRET);

        machine.finish(handle);

        assertThat(machine.guest(handle).transportKeys().tek().isWiped()).isTrue();
        assertThat(machine.guest(handle).transportKeys().tik().isWiped()).isTrue();
        assertThat(machine.guest(handle).measure()).isEmpty();
        assertThat(machine.guest(handle).launchDigest()).isPresent();
    }

    @Test
    void needsNoAsid() {
        machine.initialised();
        int handle = machine.start(TestMachine.POLICY);
        machine.measure(handle);

        machine.finish(handle);

        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isFalse();
    }

    private static Bytes finish(int handle) {
        return new LaunchFinish(handle).encode();
    }
}
