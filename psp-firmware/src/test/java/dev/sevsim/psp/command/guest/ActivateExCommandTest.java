package dev.sevsim.psp.command.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.ActivateEx;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.platform.AsidState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivateExCommandTest extends MachineTest {
    private static final int ASID = TestMachine.PLAIN_ASID;
    private static final long IDS = 0x7000;

    @Test
    void checksInOrder() {
        machine.write(IDS, Bytes.u32Le(machine.memory.cores()));
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0, 9, 0, 0, -1), SevStatus.INVALID_PLATFORM_STATE);
        int handle = machine.initialised().start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x17, 9, 0, 0, -1), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, 9, 0, 0, -1), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, 0, 0, -1), SevStatus.INVALID_ASID);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, 510, 0, -1), SevStatus.INVALID_ASID);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 0, -1), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 1, -1), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, 3, 1, IDS), SevStatus.INVALID_PARAM);
        machine.write(IDS, Bytes.u32Le(0));
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, 3, 1, IDS), SevStatus.INVALID_ASID);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1025, -1, Integer.MIN_VALUE})
    void refusesCountsOfIds(int count) {
        int handle = machine.initialised().start(TestMachine.POLICY);

        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, count, IDS), SevStatus.INVALID_PARAM);
    }

    @Test
    void takesAsManyIdsAsAllowed() {
        int handle = machine.initialised().start(TestMachine.POLICY);

        assertThat(machine.run(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 1024, IDS)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 1000, -1})
    void refusesAnIdThatNoCoreHas(int id) {
        int handle = machine.initialised().start(TestMachine.POLICY);
        machine.write(IDS, Bytes.concat(Bytes.u32Le(1), Bytes.u32Le(id)));

        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 2, IDS), SevStatus.INVALID_PARAM);
    }

    @Test
    void needsAFlushedAsidThatIsFreeEverywhere() {
        int old = machine.initialised().guestIn(GuestState.RUNNING);
        int handle = machine.start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 1, IDS), SevStatus.ASID_OWNED);
        machine.deactivate(old);
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 1, IDS), SevStatus.DFFLUSH_REQUIRED);
        machine.flush();

        assertThat(machine.run(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 1, IDS)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @Test
    void bindsOnlyTheComplexesOfTheCoresAndAddsOthersLater() {
        int handle = machine.initialised().start(TestMachine.POLICY);
        machine.write(IDS, Bytes.u32Le(5));

        assertThat(machine.run(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 1, IDS)))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(isOn(0, AsidState.FREE)).isTrue();
        assertThat(isOn(1, AsidState.RESERVED)).isTrue();
        machine.measure(handle);
        machine.finish(handle);
        assertThat(isOn(0, AsidState.FREE)).isTrue();
        assertThat(isOn(1, AsidState.LIVE)).isTrue();
        machine.expectRefusal(CommandId.ACTIVATE_EX, request(0x18, handle, ASID + 1, 1, IDS), SevStatus.ACTIVE);

        machine.write(IDS, Bytes.concat(Bytes.u32Le(0), Bytes.u32Le(7)));
        assertThat(machine.run(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 2, IDS)))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(isOn(0, AsidState.LIVE)).isTrue();
        assertThat(isOn(1, AsidState.LIVE)).isTrue();
    }

    @Test
    void marksOnlyTheCoresThatRanTheGuest() {
        int handle = machine.initialised().start(TestMachine.POLICY);
        machine.write(IDS, Bytes.u32Le(0));
        machine.run(CommandId.ACTIVATE_EX, request(0x18, handle, ASID, 1, IDS));
        machine.measure(handle);
        machine.finish(handle);

        machine.deactivate(handle);

        assertThat(isOn(0, AsidState.NEEDS_FLUSH)).isTrue();
        assertThat(isOn(1, AsidState.FREE)).isTrue();
        assertThat(machine.memory.firmwarePort().hasWrittenBack(3)).isFalse();
        assertThat(machine.memory.firmwarePort().hasWrittenBack(4)).isTrue();
    }

    private boolean isOn(int complex, AsidState state) {
        return machine.platform().asids().isOn(complex, ASID, state);
    }

    private static Bytes request(int exLength, int handle, int asid, int count, long ids) {
        return new ActivateEx(exLength, handle, asid, count, ids).encode();
    }
}
