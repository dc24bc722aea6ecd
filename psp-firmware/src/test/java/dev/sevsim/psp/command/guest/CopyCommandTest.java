package dev.sevsim.psp.command.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.Copy;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyCommandTest extends MachineTest {
    private static final int ASID = TestMachine.PLAIN_ASID;

    @Test
    void checksInOrder() {
        int handle = machine.expectGuestNeeded(CommandId.COPY, copy(9, 0, 1, 1));
        machine.expectRefusal(CommandId.COPY, copy(handle, 0, 1, 1), SevStatus.INACTIVE);
        machine.activate(handle, ASID);
        machine.expectRefusal(CommandId.COPY, copy(handle, 0, 1, 1), SevStatus.INVALID_LENGTH);
        machine.expectRefusal(CommandId.COPY, copy(handle, 0x1000, 0x10, 0x10), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.COPY, copy(handle, 0x1000, 0x1000, 0x10), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.COPY, copy(handle, 0x1000, 0, 0x1000), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.COPY, copy(handle, 0x1000, 0x1000, 1L << 40), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.COPY, copy(handle, 0x1000, 1L << 40, 0x1000), SevStatus.INVALID_ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x10, 0xFFF, 0x1001, -1})
    void refusesLengthsThatAreNoPages(int length) {
        int handle = activeGuest();

        machine.expectRefusal(CommandId.COPY, copy(handle, length, 0x20000, 0x30000), SevStatus.INVALID_LENGTH);
    }

    @ParameterizedTest(name = "source {0}, destination {1}, length {2}: {3}")
    @CsvSource({
        "0x3fff000, 0x1000000, 0x2000, INVALID_PARAM",
        "0x20000, 0x3fff000, 0x2000, INVALID_PARAM",
        "0x3fff000, 0x1000000, 0x1000, INVALID_ADDRESS",
        "0x1000000, 0x2000000, 0x80000000, INVALID_PARAM"
    })
    void crossesNoBoundaryOf64MiB(String source, String destination, String length, SevStatus expected) {
        int handle = activeGuest();

        machine.expectRefusal(
                CommandId.COPY,
                copy(handle, Long.decode(length).intValue(), Long.decode(source), Long.decode(destination)),
                expected);
    }

    @ParameterizedTest(name = "to {0}")
    @ValueSource(longs = {0x30000, 0x22000, 0x1F000})
    void movesPlaintextToAnotherAddress(long destination) {
        int handle = activeGuest();
        Bytes content =
                Bytes.concat(WorkedExample.dataB(), WorkedExample.dataA().paddedTo(0x2000));
        machine.guestWrites(ASID, 0x20000, content);
        Bytes ciphertext = machine.read(0x20000, 0x1000);

        assertThat(machine.run(CommandId.COPY, copy(handle, 0x3000, 0x20000, destination)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guestReads(ASID, destination, 0x3000)).isEqualTo(content);
        assertThat(machine.read(destination, 0x1000)).isNotEqualTo(ciphertext).isNotEqualTo(WorkedExample.dataB());
    }

    @Test
    void movesWhatTheHostCannotMoveItself() {
        int handle = activeGuest();
        machine.guestWrites(ASID, 0x20000, WorkedExample.dataB());

        machine.write(0x30000, machine.read(0x20000, 0x1000));

        assertThat(machine.guestReads(ASID, 0x30000, 0x1000)).isNotEqualTo(WorkedExample.dataB());
        assertThat(machine.run(CommandId.COPY, copy(handle, 0x1000, 0x20000, 0x30000)))
                .isEqualTo(SevStatus.SUCCESS);
        assertThat(machine.guestReads(ASID, 0x30000, 0x1000)).isEqualTo(WorkedExample.dataB());
    }

    @Test
    void doesNothingOnOneAndTheSamePage() {
        int handle = activeGuest();
        long outside = 1L << 40;
        TestMachine.State before = machine.state();

        assertThat(machine.run(CommandId.COPY, copy(handle, 0x1000, outside, outside | 1L << 51)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.state().view()).isEqualTo(before.view());
    }

    @Test
    void worksUnderOtherGenerations() {
        for (FirmwareProfile profile : new FirmwareProfile[] {
            FirmwareProfile.of(ChipGeneration.NAPLES), FirmwareProfile.of(ChipGeneration.GENOA)
        }) {
            try (TestMachine other = new TestMachine(profile, null, new TestRandom(profile.name())).initialised()) {
                int asid = profile.cpu().minSevNoEsAsid();
                int handle = other.start(0);
                other.activate(handle, asid);
                other.guestWrites(asid, 0x20000, WorkedExample.dataB());

                assertThat(other.run(CommandId.COPY, copy(handle, 0x1000, 0x20000, 0x31000)))
                        .isEqualTo(SevStatus.SUCCESS);

                assertThat(other.guestReads(asid, 0x31000, 0x1000)).isEqualTo(WorkedExample.dataB());
            }
        }
    }

    private int activeGuest() {
        machine.initialised();
        return machine.guestIn(GuestState.LUPDATE);
    }

    private static Bytes copy(int handle, int length, long source, long destination) {
        return new Copy(handle, length, source, destination).encode();
    }
}
