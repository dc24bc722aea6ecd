package dev.sevsim.psp.command.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.abi.firmware.SwapOut;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import dev.sevsim.psp.platform.SwapKey;
import java.lang.reflect.Field;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwapOutCommandTest extends SwapFixture {
    @Test
    void checksInOrder() throws ReflectiveOperationException {
        machine.expectRefusal(
                CommandId.SWAP_OUT, swap(9, LARGE | SAVE_AREA, -16, -16, -16), SevStatus.INVALID_PLATFORM_STATE);
        machine.initialisedWithEs();
        int handle = machine.start(TestMachine.POLICY);
        int bits = SAVE_AREA;
        machine.expectRefusal(CommandId.SWAP_OUT, swap(9, bits, -16, 0x10, 0x10), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(9, bits, 0x10, -16, 0x10), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(9, bits, 0x10, 0, 0x10), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(9, bits, 0x10, 0x10, -16), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SWAP_OUT, swap(9, SAVE_AREA, PAGE + 0x10, PAGE, PAGE), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SWAP_OUT, swap(9, SAVE_AREA, PAGE, SEALED + 0x800, PAGE), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(
                CommandId.SWAP_OUT, swap(9, SAVE_AREA, PAGE, SEALED, PAGE + 0x20), SevStatus.INVALID_ADDRESS);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(9, 0, PAGE, SEALED, PAGE + 0x40), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(9, 0, PAGE, SEALED, SEALED + 0xFC0), SevStatus.INVALID_PARAM);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(9, 0, PAGE, SEALED, ENTRY), SevStatus.INVALID_GUEST);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(handle, SAVE_AREA, PAGE, SEALED, ENTRY), SevStatus.INACTIVE);
        machine.activate(handle, ASID);
        machine.expectRefusal(
                CommandId.SWAP_OUT, swap(handle, SAVE_AREA, PAGE, SEALED, ENTRY), SevStatus.INVALID_PARAM);
        exhaust(handle);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(handle, SAVE_AREA, PAGE, SEALED, ENTRY), SevStatus.AEAD_OFLOW);
    }

    @Test
    void refusesLargeSaveAreasBeforeTheHandle() {
        try (TestMachine large = withLargePages()) {
            large.start(TestMachine.POLICY);
            int bits = LARGE | SAVE_AREA;
            large.expectRefusal(
                    CommandId.SWAP_OUT, swap(9, bits, 0x1000, 0x200000, 0x100000), SevStatus.INVALID_ADDRESS);
            large.expectRefusal(
                    CommandId.SWAP_OUT, swap(9, bits, 0x400000, 0x200000, 0x5FFFC0), SevStatus.INVALID_PARAM);
            assertThat(large.lastEvent().explanation().orElseThrow().rule()).contains("overlap");
            large.expectRefusal(
                    CommandId.SWAP_OUT, swap(9, bits, 0x400000, 0x200000, 0x100000), SevStatus.INVALID_PARAM);
            assertThat(large.lastEvent().explanation().orElseThrow().rule()).contains("4 KiB");
            large.expectRefusal(
                    CommandId.SWAP_OUT, swap(9, LARGE, 0x400000, 0x200000, 0x100000), SevStatus.INVALID_GUEST);
        }
    }

    @Test
    void sealsAPageAsDocumented() throws GeneralSecurityException {
        try (TestMachine scripted = scripted()) {
            int handle = guestOn(scripted);
            scripted.guestWrites(ASID, PAGE, WorkedExample.dataB());

            Bytes request = new SwapOut(handle, 0xFF00, PAGE, SEALED, ENTRY, 0x0123456789ABCDEFL).encode();
            assertThat(scripted.run(CommandId.SWAP_OUT, request)).isEqualTo(SevStatus.SUCCESS);

            assertThat(scripted.buffer(SwapOut.SIZE)).isEqualTo(request);
            Bytes entry = scripted.read(ENTRY, 0x40);
            assertThat(entry.slice(0, 16)).isEqualTo(Bytes.fromHex("efcdab8967452301" + "0100000000000000"));
            assertThat(entry.from(0x20).isAllZero()).isTrue();
            Bytes sealed = Bytes.concat(scripted.read(SEALED, 0x1000), entry.slice(16, 32));
            assertThat(gcm(Cipher.DECRYPT_MODE, KEY, entry, sealed)).isEqualTo(WorkedExample.dataB());
            assertThat(scripted.guestReads(ASID, PAGE, 0x1000)).isEqualTo(WorkedExample.dataB());
        }
    }

    @Test
    void usesEveryCounterValueOnce() {
        int handle = guest();

        for (int i = 1; i <= 3; i++) {
            assertThat(machine.run(CommandId.SWAP_OUT, swap(handle, 0, PAGE, SEALED, ENTRY)))
                    .isEqualTo(SevStatus.SUCCESS);
            assertThat(SwapMetadata.CODEC.decode(machine.read(ENTRY, 0x40)).iv())
                    .isEqualTo(i);
        }
    }

    @Test
    void sealsTheLastPageAndThenNoMore() throws ReflectiveOperationException {
        int handle = guest();
        setCounter(handle, -2);

        assertThat(machine.run(CommandId.SWAP_OUT, swap(handle, 0, PAGE, SEALED, ENTRY)))
                .isEqualTo(SevStatus.SUCCESS);

        assertThat(SwapMetadata.CODEC.decode(machine.read(ENTRY, 0x40)).iv()).isEqualTo(-1);
        machine.expectRefusal(CommandId.SWAP_OUT, swap(handle, 0, PAGE, SEALED, ENTRY), SevStatus.AEAD_OFLOW);
    }

    @ParameterizedTest(name = "page type {0} of a {1}: {2}")
    @CsvSource(textBlock = """
        0, data page, SUCCESS
        1, data page, INVALID_PARAM
        2, data page, INVALID_PARAM
        3, data page, INVALID_PARAM
        0, save area, INVALID_PARAM
        1, save area, INVALID_PARAM
        2, save area, SUCCESS
        3, save area, INVALID_PARAM
        """)
    void asksForTheRealTypeOfThePage(int type, String kind, SevStatus expected) {
        int handle = guestWithSaveArea();
        long page = kind.equals("save area") ? PAGE : PAGE + 0x1000;
        Bytes request = swap(handle, type << 1, page, SEALED, ENTRY);

        if (expected == SevStatus.SUCCESS) {
            assertThat(machine.run(CommandId.SWAP_OUT, request)).isEqualTo(SevStatus.SUCCESS);
            assertThat(SwapMetadata.CODEC.decode(machine.read(ENTRY, 0x40)).bits())
                    .isEqualTo(type << 1);
            assertThat(machine.platform().vmsaRecords().count(handle)).isEqualTo(1);
        } else {
            machine.expectRefusal(CommandId.SWAP_OUT, request, expected);
        }
    }

    @Test
    void sealsALargePageUnlessASaveAreaIsInIt() {
        try (TestMachine large = withLargePages()) {
            int handle = large.start(TestMachine.ES_POLICY);
            large.activate(handle, ES_ASID);
            large.guestWrites(ES_ASID, 0x5FF000, WorkedExample.dataB());
            Bytes request = new SwapOut(handle, LARGE, 0x400000, 0x200000, 0x100000, 7).encode();
            assertThat(large.run(CommandId.SWAP_OUT, request)).isEqualTo(SevStatus.SUCCESS);
            assertThat(SwapMetadata.CODEC.decode(large.read(0x100000, 0x40)).bits())
                    .isEqualTo(LARGE);

            large.write(0x5FE000, VMSA);
            large.updateVmsa(handle, 0x5FE000);
            large.expectRefusal(CommandId.SWAP_OUT, request, SevStatus.INVALID_PARAM);
        }
    }

    /** 8 MiB, so that two large pages, an entry and the trusted region find room. */
    private static TestMachine withLargePages() {
        return new TestMachine(FirmwareProfile.milan(), null, new TestRandom("large"), 8 << 20)
                .initialisedWithEs(0x600000);
    }

    private void exhaust(int handle) throws ReflectiveOperationException {
        setCounter(handle, -1);
    }

    /** 2^64 pages would take too long. */
    private void setCounter(int handle, long value) throws ReflectiveOperationException {
        Field counter = SwapKey.class.getDeclaredField("counter");
        counter.setAccessible(true);
        counter.setLong(machine.guest(handle).swapKey(), value);
    }

    private static Bytes swap(int handle, int bits, long source, long destination, long metadata) {
        return new SwapOut(handle, bits, source, destination, metadata, 0).encode();
    }
}
