package dev.sevsim.psp.command.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Deactivate;
import dev.sevsim.abi.firmware.Decommission;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.Init;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.platform.AsidState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ACTIVATE, DEACTIVATE, DECOMMISSION and DF_FLUSH: docs/reference/sev-firmware-api.md sections 4.2 and 7.4. */
class AsidLifeCycleTest extends MachineTest {
    private static final int ASID = TestMachine.PLAIN_ASID;

    @Test
    void bindsAGuestAndLetsItRunOnlyAfterFinish() {
        int handle = machine.initialised().start(TestMachine.POLICY);

        machine.activate(handle, ASID);

        assertThat(machine.guest(handle).asid()).isEqualTo(ASID);
        assertThat(machine.memory.firmwarePort().hasKey(ASID)).isTrue();
        assertThat(machine.memory.firmwarePort().mayRun(ASID)).isFalse();
        machine.measure(handle);
        machine.finish(handle);
        assertThat(machine.memory.firmwarePort().mayRun(ASID)).isTrue();
    }

    @Test
    void enablesARunningGuestAtOnce() {
        int handle = machine.initialised().start(TestMachine.POLICY);
        machine.measure(handle);
        machine.finish(handle);

        machine.activate(handle, ASID);

        assertThat(machine.memory.firmwarePort().mayRun(ASID)).isTrue();
    }

    @Test
    void checksInOrder() {
        machine.expectWorkingNeeded(CommandId.ACTIVATE, activate(9, 0));
        int first = machine.guestIn(GuestState.LUPDATE);
        int second = machine.start(TestMachine.POLICY);
        machine.expectRefusal(CommandId.ACTIVATE, activate(9, 0), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.ACTIVATE, activate(0, ASID), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.ACTIVATE, activate(first, 0), SevStatus.INVALID_ASID);
        machine.expectRefusal(CommandId.ACTIVATE, activate(first, 510), SevStatus.INVALID_ASID);
        machine.expectRefusal(CommandId.ACTIVATE, activate(first, -1), SevStatus.INVALID_ASID);
        machine.expectRefusal(CommandId.ACTIVATE, activate(first, ASID), SevStatus.ASID_OWNED);
        machine.expectRefusal(CommandId.ACTIVATE, activate(second, ASID), SevStatus.ASID_OWNED);
        machine.expectRefusal(CommandId.ACTIVATE, activate(first, 3), SevStatus.ACTIVE);
        machine.expectRefusal(CommandId.ACTIVATE, activate(second, 3), SevStatus.INVALID_ASID);
    }

    @Test
    void needsAFlushBeforeTheRangeForEsIsLookedAt() {
        assertThat(machine.run(CommandId.INIT, new Init(0, 0, 0).encode())).isEqualTo(SevStatus.SUCCESS);
        int handle = machine.start(TestMachine.POLICY);

        machine.expectRefusal(CommandId.ACTIVATE, activate(handle, 3), SevStatus.DFFLUSH_REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({"5, 99, SUCCESS", "5, 100, INVALID_ASID", "1, 99, INVALID_ASID", "1, 100, SUCCESS", "5, 1, SUCCESS"})
    void splitsAsidsBetweenEsGuestsAndOthers(int policy, int asid, SevStatus expected) {
        machine.initialisedWithEs();
        int handle = machine.start(policy);

        assertThat(machine.run(CommandId.ACTIVATE, activate(handle, asid))).isEqualTo(expected);
    }

    @Test
    void recyclesAnAsidOnlyThroughWriteBackAndFlush() {
        int old = machine.initialised().guestIn(GuestState.RUNNING);
        machine.deactivate(old);
        assertThat(machine.memory.firmwarePort().mayRun(ASID)).isFalse();
        int next = machine.start(TestMachine.POLICY);

        machine.expectRefusal(CommandId.ACTIVATE, activate(next, ASID), SevStatus.DFFLUSH_REQUIRED);
        machine.expectRefusalAt(CommandId.DF_FLUSH, 0, SevStatus.WBINVD_REQUIRED);
        for (int core = 0; core < machine.memory.cores() - 1; core++) {
            machine.memory.writeBackInvalidate(core);
        }
        assertThat(machine.run(CommandId.DF_FLUSH)).isEqualTo(SevStatus.WBINVD_REQUIRED);
        machine.expectRefusal(CommandId.ACTIVATE, activate(next, ASID), SevStatus.DFFLUSH_REQUIRED);
        machine.memory.writeBackInvalidateAll();
        machine.expectRefusal(CommandId.ACTIVATE, activate(next, ASID), SevStatus.DFFLUSH_REQUIRED);
        assertThat(machine.run(CommandId.DF_FLUSH)).isEqualTo(SevStatus.SUCCESS);
        machine.activate(next, ASID);
    }

    @Test
    void freesAnAsidThatWasOnlyReservedAtOnce() {
        int handle = machine.initialised().guestIn(GuestState.LSECRET);

        machine.deactivate(handle);

        assertThat(machine.platform().asids().isAnywhere(ASID, AsidState.FREE)).isTrue();
        assertThat(machine.memory.firmwarePort().hasWrittenBack(0)).isTrue();
        machine.activate(handle, ASID);
    }

    @Test
    void flushesInAnyStateWhenNothingIsPending() {
        assertThat(machine.run(CommandId.DF_FLUSH)).isEqualTo(SevStatus.SUCCESS);
        machine.initialised();
        assertThat(machine.run(CommandId.DF_FLUSH)).isEqualTo(SevStatus.SUCCESS);
        machine.guestIn(GuestState.RUNNING);
        assertThat(machine.run(CommandId.DF_FLUSH)).isEqualTo(SevStatus.SUCCESS);
    }

    @ParameterizedTest
    @CsvSource({"DEACTIVATE, UNBOUND, INACTIVE", "DECOMMISSION, BOUND, ACTIVE"})
    void unbindsAndFreesInOrder(CommandId id, Asid asid, SevStatus last) {
        machine.expectWorkingNeeded(id, handle(1));
        int handle = asid == Asid.BOUND ? machine.guestIn(GuestState.LUPDATE) : machine.start(TestMachine.POLICY);
        machine.expectRefusal(id, handle(0), SevStatus.INVALID_GUEST);
        machine.expectRefusal(id, handle(handle + 1), SevStatus.INVALID_GUEST);
        machine.expectRefusal(id, handle(handle), last);
    }

    enum Asid {
        BOUND,
        UNBOUND
    }

    @Test
    void decommissionOfTheLastGuestEndsWorking() {
        int first = machine.initialised().start(TestMachine.POLICY);
        int second = machine.start(TestMachine.POLICY);

        assertThat(machine.run(CommandId.DECOMMISSION, new Decommission(first).encode()))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.platform().state()).isEqualTo(PlatformState.WORKING);
        assertThat(machine.start(TestMachine.POLICY)).isEqualTo(first);
        machine.run(CommandId.DECOMMISSION, new Decommission(first).encode());
        machine.run(CommandId.DECOMMISSION, new Decommission(second).encode());
        assertThat(machine.platform().state()).isEqualTo(PlatformState.INIT);
        assertThat(machine.processor.view().guests()).isEmpty();
    }

    private static Bytes activate(int handle, int asid) {
        return new Activate(handle, asid).encode();
    }

    private static Bytes handle(int handle) {
        return new Deactivate(handle).encode();
    }
}
