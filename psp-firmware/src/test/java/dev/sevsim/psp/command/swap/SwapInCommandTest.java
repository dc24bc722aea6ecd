package dev.sevsim.psp.command.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapIn;
import dev.sevsim.abi.firmware.SwapOut;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.WorkedExample;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwapInCommandTest extends SwapFixture {
    private static final int IN_PLACE = 1 << 3;
    private static final long TARGET = 0x70000;

    @Test
    void checksInOrder() {
        machine.expectRefusal(
                CommandId.SWAP_IN, swap(9, SAVE_AREA | IN_PLACE, -16, -16, -16), SevStatus.INVALID_PLATFORM_STATE);
        int handle = guest();
        int bits = SAVE_AREA | IN_PLACE;
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, bits, -16, 0x10, 0x10), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, bits, 0x10, -16, 0x10), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, bits, 0, 0x10, 0x10), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, bits, 0x10, 0x10, -16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, bits, SEALED + 16, TARGET, SEALED), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, bits, SEALED, TARGET + 16, SEALED), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, bits, SEALED, TARGET, SEALED + 8), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, 0, SEALED, TARGET, SEALED), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, 0, SEALED, TARGET, TARGET + 0xFC0), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, SAVE_AREA, SEALED, TARGET, ENTRY), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, IN_PLACE, SEALED, TARGET, ENTRY), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_IN, swap(9, 0, SEALED, TARGET, ENTRY), SevStatus.INVALID_GUEST);
        machine.deactivate(handle);
        machine.expectRefusal(CommandId.SWAP_IN, swap(handle, 0, SEALED, TARGET, ENTRY), SevStatus.INACTIVE);
        machine.activate(handle, ASID);
        machine.expectRefusal(CommandId.SWAP_IN, swap(handle, 0, SEALED, TARGET, ENTRY), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void opensWhatIsSealedElsewhereUnderTheKey() throws GeneralSecurityException {
        try (TestMachine scripted = scripted()) {
            int handle = guestOn(scripted);
            Bytes untagged = Bytes.concat(Bytes.fromHex("0102030405060708" + "ff00000000000080"), Bytes.zeros(0x30));
            Bytes sealed = gcm(Cipher.ENCRYPT_MODE, KEY, untagged, WorkedExample.dataB());
            scripted.write(SEALED, sealed.slice(0, 0x1000));
            scripted.write(ENTRY, Bytes.concat(untagged.slice(0, 16), sealed.from(0x1000), untagged.from(0x20)));

            assertThat(scripted.run(CommandId.SWAP_IN, swap(handle, 0, SEALED, TARGET, ENTRY)))
                    .isEqualTo(SevStatus.SUCCESS);

            assertThat(scripted.guestReads(ASID, TARGET, 0x1000)).isEqualTo(WorkedExample.dataB());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 16, 31, 0x20, 0x3B, 0x3C})
    void refusesAnEntryThatWasChanged(int at) {
        int handle = guest();
        sealed(handle, 0, PAGE);
        int value = machine.read(ENTRY + at, 1).u8(0);

        machine.write(ENTRY + at, Bytes.of(value ^ 0x80));

        machine.expectRefusal(CommandId.SWAP_IN, swap(handle, 0, SEALED, TARGET, ENTRY), SevStatus.BAD_MEASUREMENT);
    }

    @Test
    void refusesAPageThatWasChangedOrIsAnotherGuests() {
        int handle = guest();
        int other = machine.start(TestMachine.POLICY);
        machine.activate(other, ASID + 1);
        sealed(handle, 0, PAGE);

        machine.expectRefusal(CommandId.SWAP_IN, swap(other, 0, SEALED, TARGET, ENTRY), SevStatus.BAD_MEASUREMENT);
        machine.write(SEALED + 0x800, Bytes.of(machine.read(SEALED + 0x800, 1).u8(0) ^ 1));
        machine.expectRefusal(CommandId.SWAP_IN, swap(handle, 0, SEALED, TARGET, ENTRY), SevStatus.BAD_MEASUREMENT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void asksForSizeAndTypeOfTheEntry(int bits) {
        int handle = guest();
        sealed(handle, 0, PAGE);
        int asked = bits == LARGE ? SAVE_AREA : bits << 1;

        machine.expectRefusal(CommandId.SWAP_IN, swap(handle, asked, SEALED, TARGET, ENTRY), SevStatus.INVALID_PARAM);
    }

    @Test
    void opensAnOldCopyAndAlsoElsewhere() {
        int handle = guest();
        sealed(handle, 0, PAGE);
        Bytes oldPage = machine.read(SEALED, 0x1000);
        Bytes oldEntry = machine.read(ENTRY, 0x40);
        machine.guestWrites(ASID, PAGE, VMSA);
        sealed(handle, 0, PAGE);
        machine.write(SEALED, oldPage);
        machine.write(ENTRY, oldEntry);

        assertThat(machine.run(CommandId.SWAP_IN, swap(handle, 0, SEALED, TARGET, ENTRY)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guestReads(ASID, TARGET, 0x1000)).isEqualTo(WorkedExample.dataB());
    }

    @Test
    void opensInPlaceOnlyThePageThatIsThere() {
        int handle = guest();
        machine.guestWrites(ASID, PAGE, WorkedExample.dataB());
        Bytes out = new SwapOut(handle, 0, PAGE, PAGE, ENTRY, 0).encode();
        assertThat(machine.run(CommandId.SWAP_OUT, out)).isEqualTo(SevStatus.SUCCESS);
        machine.expectRefusal(CommandId.SWAP_IN, swap(handle, IN_PLACE, PAGE, TARGET, ENTRY), SevStatus.INVALID_PARAM);

        assertThat(machine.run(CommandId.SWAP_IN, swap(handle, IN_PLACE, PAGE, PAGE | 1L << 51, ENTRY)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guestReads(ASID, PAGE, 0x1000)).isEqualTo(WorkedExample.dataB());
    }

    @Test
    void opensNoSaveAreaInPlace() {
        int handle = guestWithSaveArea();
        sealed(handle, SAVE_AREA, PAGE);

        machine.expectRefusal(
                CommandId.SWAP_IN, swap(handle, SAVE_AREA | IN_PLACE, SEALED, SEALED, ENTRY), SevStatus.INVALID_PARAM);
    }

    @Test
    void keepsTheRecordOfASaveAreaWhileItMatches() {
        int handle = guestWithSaveArea();
        Bytes inside = machine.guestReads(ES_ASID, PAGE, 0x1000);
        sealed(handle, SAVE_AREA, PAGE);

        assertThat(machine.run(CommandId.SWAP_IN, swap(handle, SAVE_AREA, SEALED, TARGET, ENTRY)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guestReads(ES_ASID, TARGET, 0x1000)).isEqualTo(inside);
        assertThat(machine.platform().vmsaRecords().count(handle)).isEqualTo(1);
        sealed(handle, SAVE_AREA, TARGET);
    }

    @Test
    void givesASaveAreaANewRecordWhenTheOldOneHoldsAnotherChecksum() {
        int handle = guestWithSaveArea();
        sealed(handle, SAVE_AREA, PAGE);
        byte[] checksum = new byte[8];
        machine.memory.firmwarePort().write(Encryption.PLAIN, TestMachine.TRUSTED_REGION, checksum, 0, 8);

        assertThat(machine.run(CommandId.SWAP_IN, swap(handle, SAVE_AREA, SEALED, TARGET, ENTRY)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.platform().vmsaRecords().count(handle)).isEqualTo(2);
        assertThat(machine.guestReads(ES_ASID, TARGET + 0x388, 8)
                        .asLittleEndian()
                        .getLong())
                .isEqualTo(TestMachine.TRUSTED_REGION + 64);
        for (int i = 2; i < (1 << 20) / 64; i++) {
            machine.updateVmsa(handle, 0x90000);
        }
        machine.expectRefusal(
                CommandId.SWAP_IN, swap(handle, SAVE_AREA, SEALED, TARGET, ENTRY), SevStatus.RESOURCE_LIMIT);
    }

    private int sealed(int handle, int bits, long page) {
        if (bits == 0) {
            machine.guestWrites(ASID, page, WorkedExample.dataB());
        }
        Bytes request = new SwapOut(handle, bits, page, SEALED, ENTRY, 9).encode();
        assertThat(machine.run(CommandId.SWAP_OUT, request)).isEqualTo(SevStatus.SUCCESS);
        return handle;
    }

    private static Bytes swap(int handle, int bits, long source, long destination, long metadata) {
        return new SwapIn(handle, bits, source, destination, metadata).encode();
    }
}
