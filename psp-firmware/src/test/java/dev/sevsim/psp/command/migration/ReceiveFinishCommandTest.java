package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ReceiveFinishCommandTest {
    @AutoClose
    private final TestMachine machine = new TestMachine();

    @Test
    void checksInOrder() {
        machine.expectRefusal(CommandId.RECEIVE_FINISH, handle(9), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialised();
        machine.expectRefusal(CommandId.RECEIVE_FINISH, handle(9), SevStatus.INVALID_PLATFORM_STATE);
        int handle = machine.guestIn(GuestState.RUNNING);
        machine.expectRefusal(CommandId.RECEIVE_FINISH, handle(9), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.RECEIVE_FINISH, handle(handle), SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void forgetsTheChannelAndLetsTheGuestRun() {
        machine.initialised();
        int handle = machine.migratingGuestIn(GuestState.RUPDATE);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isFalse();

        assertThat(machine.run(CommandId.RECEIVE_FINISH, handle(handle))).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
        assertThat(machine.guest(handle).transportKeys().tek().isWiped()).isTrue();
        assertThat(machine.guest(handle).transportKeys().tik().isWiped()).isTrue();
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isTrue();
        machine.expectRefusal(CommandId.RECEIVE_FINISH, handle(handle), SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void needsNoAsid() {
        machine.initialised();
        int handle = machine.migratingGuestIn(GuestState.RUPDATE);
        machine.deactivate(handle);

        assertThat(machine.run(CommandId.RECEIVE_FINISH, handle(handle))).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
    }

    private static Bytes handle(int handle) {
        return new ReceiveFinish(handle).encode();
    }
}
