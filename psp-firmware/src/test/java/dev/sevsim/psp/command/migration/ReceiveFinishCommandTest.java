package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.ReceiveFinish;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class ReceiveFinishCommandTest extends MachineTest {
    @Test
    void wipesTheChannelAndLetsTheGuestRun() {
        int handle = machine.initialised().migratingGuestIn(GuestState.RUPDATE);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isFalse();

        assertThat(machine.run(CommandId.RECEIVE_FINISH, handle(handle))).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.RUNNING);
        machine.expectTransportKeysWiped(handle);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isTrue();
        machine.expectRefusal(CommandId.RECEIVE_FINISH, handle(handle), SevStatus.INVALID_GUEST_STATE);
    }

    private static Bytes handle(int handle) {
        return new ReceiveFinish(handle).encode();
    }
}
