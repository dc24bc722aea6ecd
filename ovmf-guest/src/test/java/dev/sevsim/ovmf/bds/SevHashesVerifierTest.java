package dev.sevsim.ovmf.bds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.Vectors;
import dev.sevsim.ovmf.dxe.Blob;
import dev.sevsim.ovmf.dxe.EfiStatusName;
import dev.sevsim.ovmf.image.BlobVerification;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.SerialConsole;
import dev.sevsim.testkit.guest.FakeCpu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SevHashesVerifierTest {
    private static final long TABLE = 0x81_0C00;
    private static final long BLOB = 0x100_0000;
    private static final String HANG = "dead loop";
    private static final String DENIED = "Access Denied";
    private static final String OK = "Success";
    private static final int CMDLINE_ENTRY = 18;
    private static final int KERNEL_ENTRY = 118;

    private final FakeCpu cpu = FakeCpu.sev(FakeCpu.SEV);
    private final byte[] table = Vectors.dump("kernel-hashes.txt").toArray();
    private Area area = new Area(TABLE, 0x400);

    private String verify(BlobVerification rule, String name, Bytes content, long fetchStatus) {
        GuestMemory memory = new GuestMemory(cpu, Encryption.ENCRYPTED);
        memory.write(TABLE, table);
        memory.write(BLOB, content);
        Blob blob = content.isEmpty() ? Blob.EMPTY : new Blob(BLOB, content.length());
        try {
            SevHashesVerifier verifier = SevHashesVerifier.open(memory, new SerialConsole(cpu), rule, area);
            return EfiStatusName.of(verifier.verify(name, blob, fetchStatus));
        } catch (FakeCpu.Stopped stopped) {
            return String.valueOf(stopped.getMessage());
        }
    }

    private String kernel(BlobVerification rule) {
        return verify(rule, "kernel", Bytes.ofAscii("KERNEL"), EfiStatus.SUCCESS);
    }

    private void assertKernel(String sinceHang, String before) {
        assertThat(kernel(BlobVerification.HANG)).isEqualTo(sinceHang);
        assertThat(kernel(BlobVerification.DENY)).isEqualTo(before);
    }

    @Test
    void acceptsTheBlobsOfTheWorkedExample() {
        for (BlobVerification rule : BlobVerification.values()) {
            assertThat(kernel(rule)).isEqualTo(OK);
            assertThat(verify(rule, "initrd", Bytes.EMPTY, EfiStatus.SUCCESS)).isEqualTo(OK);
            assertThat(verify(rule, "cmdline", Bytes.ofAscii("console=ttyS0\0"), EfiStatus.SUCCESS))
                    .isEqualTo(OK);
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}, before 202408 {3}")
    @CsvSource({
        "kernel, KERNEl, dead loop, Access Denied",
        "initrd, x, dead loop, Access Denied",
        "cmdline, console=ttyS0, dead loop, Access Denied",
        "shim, KERNEL, dead loop, Access Denied"
    })
    void answersMismatchAndUnknownNameAsTheReleaseDoes(String name, String content, String since, String before) {
        Bytes bytes = Bytes.ofAscii(content);

        assertThat(verify(BlobVerification.HANG, name, bytes, EfiStatus.SUCCESS))
                .isEqualTo(since);
        assertThat(verify(BlobVerification.DENY, name, bytes, EfiStatus.SUCCESS))
                .isEqualTo(before);
    }

    @Test
    void passesABlobThatIsNotListedSince202408() {
        table[KERNEL_ENTRY]++;

        assertKernel(OK, DENIED);
        assertThat(cpu.console()).contains("ERROR: no hash entry for kernel");
    }

    @Test
    void hangsOnAFailedFetchSince202408() {
        Bytes content = Bytes.ofAscii("KERNEL");

        assertThat(verify(BlobVerification.HANG, "kernel", content, EfiStatus.OUT_OF_RESOURCES))
                .isEqualTo(HANG);
        assertThat(verify(BlobVerification.DENY, "kernel", content, EfiStatus.OUT_OF_RESOURCES))
                .isEqualTo("Out of Resources");
    }

    @Test
    void fetchFailureCountsBeforeTheMissingTable() {
        table[0]++;

        assertThat(verify(BlobVerification.HANG, "kernel", Bytes.EMPTY, EfiStatus.DEVICE_ERROR))
                .isEqualTo(HANG);
    }

    @Test
    void missingTableCountsBeforeTheUnknownName() {
        table[0]++;

        assertThat(verify(BlobVerification.HANG, "shim", Bytes.EMPTY, EfiStatus.SUCCESS))
                .isEqualTo(DENIED);
    }

    @ParameterizedTest(name = "table length {0}, area size {1}")
    @CsvSource({"17, 0x400", "18, 0x400", "0, 0x400", "1025, 0x400", "168, 167", "168, 17", "168, 0"})
    void countsAnUnacceptableTableAsNone(int length, String areaSize) {
        table[16] = (byte) length;
        table[17] = (byte) (length >>> 8);
        area = new Area(TABLE, Long.decode(areaSize));

        assertKernel(DENIED, DENIED);
    }

    @Test
    void countsATableAtBaseZeroAsNone() {
        area = new Area(0, 0x400);

        assertKernel(DENIED, DENIED);
    }

    @Test
    void acceptsATableThatFillsItsArea() {
        area = new Area(TABLE, KernelHashes.TABLE_LENGTH);

        assertKernel(OK, OK);
    }

    @ParameterizedTest
    @CsvSource({"49", "51", "18", "17", "1", "0"})
    void deniesAMatchingEntryOfAnotherLength(int length) {
        // The matching entry is the first, so that any length keeps it within the table.
        System.arraycopy(table, KERNEL_ENTRY, table, CMDLINE_ENTRY, 50);
        table[CMDLINE_ENTRY + 16] = (byte) length;

        assertKernel(DENIED, DENIED);
    }

    @Test
    void spinsForEverOnAnUnrelatedEntryOfLengthZero() {
        table[CMDLINE_ENTRY + 16] = 0;

        assertKernel(HANG, HANG);
    }

    @Test
    void losesItsWayAfterAnUnrelatedEntryThatIsTooShort() {
        table[CMDLINE_ENTRY + 16] = 5;

        // Five bytes on, the length field is read from inside the digest: 0x3C9B is more than what is left.
        assertKernel(OK, DENIED);
    }

    @Test
    void stopsAtAnEntryThatIsLongerThanTheTable() {
        table[CMDLINE_ENTRY + 16] = (byte) 151;

        assertKernel(OK, DENIED);
    }
}
