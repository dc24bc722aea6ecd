package dev.sevsim.psp.command.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchUpdateDataCommandTest extends MachineTest {
    @Test
    void checksInOrder() {
        int handle = machine.expectGuestNeeded(CommandId.LAUNCH_UPDATE_DATA, update(9, 1, 0));
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 1, 0), SevStatus.INACTIVE);
        machine.activate(handle, TestMachine.PLAIN_ASID);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 1, 0), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 1L << 40, 0), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 1L << 40, 24), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 1L << 40, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, -16, 16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 0, 16), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 1L << 51, 16), SevStatus.INVALID_PARAM);
        machine.deactivate(handle);
        machine.measure(handle);
        machine.expectRefusal(CommandId.LAUNCH_UPDATE_DATA, update(handle, 1, 0), SevStatus.INVALID_GUEST_STATE);
    }

    @Test
    void refusesARunningGuest() {
        int handle = machine.initialised().guestIn(GuestState.RUNNING);

        machine.expectRefusal(
                CommandId.LAUNCH_UPDATE_DATA, update(handle, TestMachine.DATA, 16), SevStatus.INVALID_GUEST_STATE);
    }

    /** At the end of memory, with 3.75 GiB as LENGTH, and at the trusted region of a platform with ES. */
    @ParameterizedTest
    @CsvSource({"0, 0x3FF000, 0x2000", "0, 0x3FF000, -0x10000000", "1, 0x1FF000, 0x300000"})
    void leavesThePagesBeforeAnIllegalOneDone(int es, long last, int length) {
        TestMachine started = es == 1 ? machine.initialisedWithEs() : machine.initialised();
        int handle = started.guestIn(GuestState.LUPDATE);
        machine.write(last, WorkedExample.dataB());

        assertThat(machine.run(CommandId.LAUNCH_UPDATE_DATA, update(handle, last, length)))
                .isEqualTo(SevStatus.INVALID_ADDRESS);

        assertThat(machine.guest(handle).view().digestSoFar()).contains(WorkedExample.sha256(WorkedExample.dataB()));
        assertThat(machine.read(last, 4096)).isNotEqualTo(WorkedExample.dataB());
        assertThat(machine.read(TestMachine.TRUSTED_REGION, 4096).isAllZero()).isTrue();
    }

    @Test
    void takesTheHostsKeyForDataWithTheCBit() {
        int handle = machine.initialised().guestIn(GuestState.LUPDATE);
        byte[] data = WorkedExample.dataB().toArray();
        machine.memory.firmwarePort().write(Encryption.ENCRYPTED, TestMachine.DATA, data, 0, data.length);

        machine.update(handle, TestMachine.DATA | 1L << 51, data.length);

        assertThat(machine.guest(handle).view().digestSoFar()).contains(WorkedExample.sha256(WorkedExample.dataB()));
    }

    @ParameterizedTest
    @CsvSource({"0x10000, 0x300000", "0x10010, 0x2fffe0"})
    void measuresLargeRanges(String address, String length) {
        int handle = machine.initialised().guestIn(GuestState.LUPDATE);
        long at = Long.decode(address);
        int count = Integer.decode(length);
        Bytes before = machine.read(at, count);

        machine.update(handle, at, count);

        assertThat(machine.guest(handle).view().digestSoFar()).contains(WorkedExample.sha256(before));
    }

    private static Bytes update(int handle, long address, int length) {
        return new LaunchUpdate(handle, address, length).encode();
    }
}
