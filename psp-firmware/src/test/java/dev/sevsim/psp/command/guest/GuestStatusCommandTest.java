package dev.sevsim.psp.command.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.GuestStatus;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class GuestStatusCommandTest extends MachineTest {
    @Test
    void followsTheLaunch() {
        int handle = machine.initialised().start(TestMachine.POLICY);
        assertThat(status(handle)).isEqualTo(new GuestStatus(handle, TestMachine.POLICY, 0, 1));

        machine.activate(handle, TestMachine.PLAIN_ASID);
        machine.measure(handle);
        assertThat(status(handle)).isEqualTo(new GuestStatus(handle, TestMachine.POLICY, 100, 2));

        machine.finish(handle);
        assertThat(status(handle)).isEqualTo(new GuestStatus(handle, TestMachine.POLICY, 100, 3));
    }

    @Test
    void reportsAnUnknownHandleAsUninitialised() {
        machine.initialised();

        assertThat(status(77)).isEqualTo(new GuestStatus(77, 0x55, 0x66, GuestState.UNINIT.code()));
    }

    @Test
    void refusesBeforeInit() {
        machine.expectRefusal(
                CommandId.GUEST_STATUS, new GuestStatus(1, 2, 3, 4).encode(), SevStatus.INVALID_PLATFORM_STATE);
    }

    private GuestStatus status(int handle) {
        Bytes buffer = new GuestStatus(handle, 0x55, 0x66, 0x77).encode();
        assertThat(machine.run(CommandId.GUEST_STATUS, buffer)).isEqualTo(SevStatus.SUCCESS);
        return GuestStatus.CODEC.decode(machine.buffer(GuestStatus.SIZE));
    }
}
