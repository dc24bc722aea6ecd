package dev.sevsim.abi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OvmfTableTest {
    /** The tail of docs/reference/ovmf-guest.md section 3.5, which lies at 0xFFFFFF40. */
    private static final Bytes WORKED_TAIL = Bytes.fromHex("""
            00 00 A0 03 00 00 16 00 0E A7 4F 78 76 31 77 46
            8A 20 04 B6 86 99 E3 74 00 05 00 00 16 00 35 65
            7A E4 4A 98 98 47 86 5E 46 85 A7 BF 8E C2 40 04
            00 00 16 00 66 65 88 DC 4A 98 98 47 A7 5E 55 85
            A7 BF 67 CC 00 0C 81 00 00 04 00 00 1A 00 1F 37
            55 72 3B 3A 04 4B 92 7B 1D A6 EF A8 D4 54 00 00
            81 00 00 0C 00 00 1A 00 61 B3 2E 4C 9B 7D C3 4C
            80 81 12 7C 90 D3 D2 94 04 B0 80 00 16 00 DE 71
            F7 00 7E 1A CB 4F 89 0E 68 C7 7E 2F B4 4E 9E 00
            DE 82 B5 96 B2 1F F7 45 BA EA A3 66 C5 5A 08 2D
            00 00 00 00 00 00 00 00 00 00 00 00 56 54 46 00
            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00""");

    private static final int LENGTH_AT = 4096 - 50;
    private static final int FOOTER_AT = 4096 - 48;

    @Test
    void walksTheWorkedExample() {
        OvmfTable table = OvmfTable.read(worked());

        assertThat(table.problem()).isEmpty();
        assertThat(table.entries())
                .extracting(OvmfTable.Entry::guid)
                .containsExactly(
                        OvmfTableGuid.SEV_ES_RESET_BLOCK,
                        OvmfTableGuid.SECRET_BLOCK,
                        OvmfTableGuid.HASH_TABLE_BLOCK,
                        OvmfTableGuid.SEV_METADATA,
                        OvmfTableGuid.TDX_METADATA,
                        OvmfTableGuid.IGVM_METADATA);
        assertThat(table.sevEsResetAddress()).contains(0x0080B004);
        assertThat(table.secretArea()).contains(new OvmfTable.Area(0x810000, 0xC00));
        assertThat(table.hashTableArea()).contains(new OvmfTable.Area(0x810C00, 0x400));
        assertThat(table.find(OvmfTableGuid.SEV_METADATA)).contains(Bytes.fromHex("40040000"));
        assertThat(table.find(OvmfTableGuid.TDX_METADATA)).contains(Bytes.fromHex("00050000"));
        assertThat(table.find(OvmfTableGuid.IGVM_METADATA)).contains(Bytes.fromHex("A0030000"));
        assertThat(table.find(OvmfTableGuid.SVSM_INFO)).isEmpty();
    }

    @Test
    void writesTheWorkedExample() {
        Bytes encoded = OvmfTable.encode(OvmfTable.read(worked()).entries());

        assertThat(encoded).isEqualTo(WORKED_TAIL.slice(2, WORKED_TAIL.length() - 32));
        assertThat(encoded.length()).isEqualTo(0x9E);
    }

    @ParameterizedTest
    @CsvSource({
        "synth-amdsev.fd, 4, 0x810000, 0xC00, 0x810C00, 0x400, false",
        "synth-x64.fd, 4, 0, 0, 0, 0, true",
        "synth-nomd.fd, 3, 0x810000, 0xC00, 0x810C00, 0x400, false"
    })
    void walksTheSyntheticImages(
            String file, int entries, String secretBase, String secretSize, String base, String size, boolean absent) {
        OvmfTable table = OvmfTable.read(Vectors.read("fw/" + file));

        assertThat(table.problem()).isEmpty();
        assertThat(table.entries()).hasSize(entries);
        assertThat(table.secretArea()).contains(area(secretBase, secretSize));
        assertThat(table.hashTableArea()).contains(area(base, size));
        assertThat(table.hashTableArea().orElseThrow().isAbsent()).isEqualTo(absent);
        assertThat(table.sevEsResetAddress()).contains(0x0080B004);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 4095})
    void findsNoTableInAnImageSmallerThanAPage(int length) {
        OvmfTable table = OvmfTable.read(worked().from(4096 - length));

        assertThat(table.entries()).isEmpty();
        assertThat(table.problem()).contains("image of " + length + " bytes is smaller than a page");
    }

    @Test
    void findsNoTableWhenAnyFooterByteDiffers() {
        for (int i = 0; i < Guid.SIZE; i++) {
            OvmfTable table = OvmfTable.read(with(FOOTER_AT + i, worked().u8(FOOTER_AT + i) ^ 1));

            assertThat(table.entries()).isEmpty();
            assertThat(table.problem()).contains("no footer GUID at offset 4048");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "17", "4065", "65535"})
    void findsNoTableWhenTheTotalLengthCannotBe(int total) {
        OvmfTable table = OvmfTable.read(withLength(worked(), LENGTH_AT, total));

        assertThat(table.entries()).isEmpty();
        assertThat(table.problem()).contains("table length " + total + " does not fit the image");
    }

    @Test
    void acceptsATableThatFillsTheImageToItsFirstByte() {
        OvmfTable table = OvmfTable.read(withLength(worked(), LENGTH_AT, 4046 + 18));

        assertThat(table.entries()).hasSize(6);
        assertThat(table.problem()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17, 0x9E - 18 + 1, 65535})
    void stopsAtAnEntryLengthThatCannotBe(int length) {
        OvmfTable table = OvmfTable.read(withLength(worked(), LENGTH_AT - 18, length));

        assertThat(table.entries()).isEmpty();
        assertThat(table.problem())
                .contains("entry ending at offset 4046 has length " + length + ", expected 18 to 140");
        assertThat(table.secretArea()).isEmpty();
    }

    @Test
    void keepsWhatLiesBeforeABadEntry() {
        int secretLengthAt = LENGTH_AT - 0x16 - 18;

        OvmfTable table = OvmfTable.read(withLength(worked(), secretLengthAt, 17));

        assertThat(table.sevEsResetAddress()).contains(0x0080B004);
        assertThat(table.secretArea()).isEmpty();
        assertThat(table.problem()).isPresent();
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource({"18, 0, empty", "175, 6, a leftover shorter than an entry"})
    void readsWhatTheTotalLengthCovers(int total, int entries, String title) {
        OvmfTable table = OvmfTable.read(withLength(worked(), LENGTH_AT, total));

        assertThat(table.entries()).hasSize(entries);
        assertThat(table.problem()).isEmpty();
    }

    @Test
    void findsTheDuplicateNearestTheFooter() {
        OvmfTable table = OvmfTable.read(image(List.of(
                new OvmfTable.Entry(OvmfTableGuid.SECRET_BLOCK, Bytes.fromHex("0010000000100000")),
                new OvmfTable.Entry(OvmfTableGuid.SECRET_BLOCK, Bytes.fromHex("0020000000200000")))));

        assertThat(table.entries()).hasSize(2);
        assertThat(table.secretArea()).contains(new OvmfTable.Area(0x1000, 0x1000));
    }

    @Test
    void answersNothingForEntriesWithTooLittleData() {
        OvmfTable table = OvmfTable.read(image(List.of(
                new OvmfTable.Entry(OvmfTableGuid.SECRET_BLOCK, Bytes.zeros(7)),
                new OvmfTable.Entry(OvmfTableGuid.SEV_ES_RESET_BLOCK, Bytes.zeros(3)),
                new OvmfTable.Entry(OvmfTableGuid.HASH_TABLE_BLOCK, Bytes.EMPTY))));

        assertThat(table.entries()).hasSize(3);
        assertThat(table.secretArea()).isEmpty();
        assertThat(table.sevEsResetAddress()).isEmpty();
        assertThat(table.hashTableArea()).isEmpty();
    }

    @Test
    void readsAreasAsUnsigned() {
        OvmfTable table = OvmfTable.read(
                image(List.of(new OvmfTable.Entry(OvmfTableGuid.SECRET_BLOCK, Bytes.fromHex("000000f0ffffffff")))));

        assertThat(table.secretArea()).contains(new OvmfTable.Area(0xF0000000L, 0xFFFFFFFFL));
    }

    @Test
    void survivesTwoHundredSeededRoundTrips() {
        for (int seed = 0; seed < 200; seed++) {
            List<OvmfTable.Entry> entries = randomEntries(new SplittableRandom(seed));

            OvmfTable table = OvmfTable.read(image(entries));

            assertThat(table.entries()).as("seed %d", seed).isEqualTo(entries);
            assertThat(table.problem()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void neverThrowsOnTwoHundredDamagedImages() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] raw = worked().toArray();
            for (int i = 0; i < 4; i++) {
                raw[4096 - 50 - random.nextInt(0x9E)] = (byte) random.nextInt();
            }

            assertThat(OvmfTable.read(Bytes.copyOf(raw)).entries().size()).isLessThanOrEqualTo(0x9E / 18);
        }
    }

    @Test
    void refusesToWriteATableLongerThanItsLengthField() {
        List<OvmfTable.Entry> tooMuch = List.of(
                new OvmfTable.Entry(Guid.NULL, Bytes.zeros(40000)), new OvmfTable.Entry(Guid.NULL, Bytes.zeros(40000)));

        assertThatThrownBy(() -> OvmfTable.encode(tooMuch)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<OvmfTable.Entry> randomEntries(SplittableRandom random) {
        List<OvmfTable.Entry> entries = new ArrayList<>();
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            byte[] guid = new byte[16];
            byte[] data = new byte[random.nextInt(64)];
            random.nextBytes(guid);
            random.nextBytes(data);
            entries.add(new OvmfTable.Entry(Guid.fromWire(guid, 0), Bytes.copyOf(data)));
        }
        return entries;
    }

    private static Bytes worked() {
        return Bytes.concat(Bytes.zeros(4096 - WORKED_TAIL.length()), WORKED_TAIL);
    }

    private static Bytes image(List<OvmfTable.Entry> entries) {
        Bytes table = OvmfTable.encode(entries);
        return Bytes.concat(Bytes.zeros(4096), table, Bytes.zeros(32));
    }

    private static Bytes with(int at, int value) {
        byte[] raw = worked().toArray();
        raw[at] = (byte) value;
        return Bytes.copyOf(raw);
    }

    private static Bytes withLength(Bytes image, int at, int length) {
        byte[] raw = image.toArray();
        raw[at] = (byte) length;
        raw[at + 1] = (byte) (length >>> 8);
        return Bytes.copyOf(raw);
    }

    private static OvmfTable.Area area(String base, String size) {
        return new OvmfTable.Area(Long.decode(base), Long.decode(size));
    }
}
