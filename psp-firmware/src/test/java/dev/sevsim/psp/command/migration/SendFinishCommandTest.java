package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.ActivateEx;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendFinish;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class SendFinishCommandTest extends MachineTest {
    @Test
    void wipesTheChannelAndNeverRunsAgain() {
        int handle = machine.endSending(CommandId.SEND_FINISH, SendFinishCommandTest::handle, GuestState.SENT);

        machine.expectRefusal(CommandId.SEND_FINISH, handle(handle), SevStatus.INVALID_GUEST_STATE);
        machine.expectRefusal(CommandId.SEND_CANCEL, handle(handle), SevStatus.INVALID_GUEST_STATE);
        machine.deactivate(handle);
        machine.flush();
        machine.expectRefusal(
                CommandId.ACTIVATE,
                new Activate(handle, TestMachine.PLAIN_ASID).encode(),
                SevStatus.INVALID_GUEST_STATE);
        machine.expectRefusal(
                CommandId.ACTIVATE_EX,
                new ActivateEx(0x18, handle, TestMachine.PLAIN_ASID, 1, 0x7000).encode(),
                SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void leavesTheAsidBoundUntilDeactivate() {
        int handle = machine.initialised().migratingGuestIn(GuestState.SENT);

        assertThat(machine.guest(handle).asid()).isEqualTo(TestMachine.PLAIN_ASID);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isTrue();
        machine.deactivate(handle);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isFalse();
    }

    private static Bytes handle(int handle) {
        return new SendFinish(handle).encode();
    }
}
