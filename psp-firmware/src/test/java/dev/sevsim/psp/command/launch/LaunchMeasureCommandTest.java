package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchMeasure;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import org.junit.jupiter.api.Test;

class LaunchMeasureCommandTest extends MachineTest {
    @Test
    void checksInOrder() {
        int handle = machine.expectGuestNeeded(CommandId.LAUNCH_MEASURE, measure(9, -1, 0x30));
        machine.expectRefusal(CommandId.LAUNCH_MEASURE, measure(handle, -1, 0x30), SevStatus.INVALID_ADDRESS);
        machine.measure(handle);
        machine.expectRefusal(CommandId.LAUNCH_MEASURE, measure(handle, -1, 0), SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void answersAShortLengthWithTheOneThatIsNeeded() {
        int handle = machine.initialised().start(TestMachine.POLICY);

        machine.expectLengthNeeded(CommandId.LAUNCH_MEASURE, length -> measure(handle, -1, length), 0x30);

        assertThat(machine.guest(handle).state()).isEqualTo(GuestState.LUPDATE);
    }

    @Test
    void leavesALargerLengthAndDrawsAFreshNonce() {
        int first = machine.initialised().start(TestMachine.POLICY);
        int second = machine.start(TestMachine.POLICY);

        assertThat(machine.run(CommandId.LAUNCH_MEASURE, measure(first, TestMachine.OUTPUT, 0x1000)))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.buffer(LaunchMeasure.SIZE)).isEqualTo(measure(first, TestMachine.OUTPUT, 0x1000));
        Bytes one = machine.read(TestMachine.OUTPUT, 0x30);
        Bytes two = machine.measure(second);

        assertThat(one.from(32)).isNotEqualTo(two.from(32));
        assertThat(one.slice(0, 32)).isNotEqualTo(two.slice(0, 32));
        assertThat(machine.guest(first).state()).isEqualTo(GuestState.LSECRET);
        assertThat(machine.guest(first).launchDigest())
                .contains(Bytes.fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    private static Bytes measure(int handle, long address, int length) {
        return new LaunchMeasure(handle, address, length).encode();
    }
}
