package dev.sevsim.psp.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SendCancel;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class SendCancelCommandTest extends MachineTest {
    @Test
    void goesBackToRunningAndCanBeSentAnew() {
        int handle = machine.endSending(CommandId.SEND_CANCEL, SendCancelCommandTest::handle, GuestState.RUNNING);

        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID)).isTrue();
        machine.expectRefusal(CommandId.SEND_CANCEL, handle(handle), SevStatus.INVALID_GUEST_STATE);
        Migration.startSending(machine, handle);
        assertThat(machine.guest(handle).transportKeys().tek().isWiped()).isFalse();
    }

    @Test
    void enablesAnAsidThatCameMeanwhile() {
        int handle = machine.initialised().migratingGuestIn(GuestState.SUPDATE);
        machine.deactivate(handle);
        machine.activate(handle, TestMachine.PLAIN_ASID + 1);

        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID + 1))
                .isTrue();
        assertThat(machine.run(CommandId.SEND_CANCEL, handle(handle))).isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.memory.firmwarePort().mayRun(TestMachine.PLAIN_ASID + 1))
                .isTrue();
    }

    private static Bytes handle(int handle) {
        return new SendCancel(handle).encode();
    }
}
