package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTableGuid;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.ovmf.FirmwareRun;
import dev.sevsim.ovmf.OvmfFirmware;
import dev.sevsim.ovmf.TestKernel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images whose tail contradicts the image, and releases that do not fit their image. */
class OddImageTest {
    private static final long DONE = 42;
    private static final Bytes COMMAND_LINE = Bytes.ofAscii("quiet\0");

    private static Bytes withTable(OvmfTable.Entry... walkingOrder) {
        byte[] raw = AmdSevImage.standard().toArray();
        Bytes table = OvmfTable.encode(List.of(walkingOrder));
        java.util.Arrays.fill(raw, raw.length - 0x200, raw.length - 32, (byte) 0);
        table.copyTo(raw, raw.length - 32 - table.length());
        return Bytes.copyOf(raw);
    }

    private static OvmfTable.Entry area(dev.sevsim.abi.Guid guid, long base, int size) {
        return new OvmfTable.Entry(guid, Bytes.concat(Bytes.u32Le((int) base), Bytes.u32Le(size)));
    }

    private static OvmfTable.Entry secret(long base, int size) {
        return area(OvmfTableGuid.SECRET_BLOCK, base, size);
    }

    private static FirmwareRun run(Bytes image) {
        FirmwareRun run = FirmwareRun.of(image);
        run.fwCfg.kernel(TestKernel.image(), Bytes.EMPTY, COMMAND_LINE);
        return run;
    }

    @Test
    void isAnotherBuildWithoutATable() {
        byte[] raw = AmdSevImage.standard().toArray();
        raw[raw.length - 48]++;
        FirmwareRun run = run(Bytes.copyOf(raw));

        String end = run.boot(r -> {
            assertThat(r.system().tableEntries())
                    .as("no secret area is published")
                    .isZero();
            assertThat(FirmwareRun.typeAt(r.memoryMap(), 0x81_0000)).isEqualTo(7);
            return r.exitBootServices();
        });

        assertThat(end).isEqualTo("returned");
        assertThat(run.cpu.console()).doesNotContain("AmdSev", "Secret", "BlobVerifier", "GRUB");
    }

    @ParameterizedTest(name = "secret block of {0} bytes")
    @CsvSource({"0", "4", "7"})
    void takesAShortSecretBlockForNone(int length) {
        FirmwareRun run = run(withTable(new OvmfTable.Entry(OvmfTableGuid.SECRET_BLOCK, Bytes.zeros(length))));

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(run.cpu.console()).doesNotContain("SecretPei", "SecretDxe");
    }

    @ParameterizedTest(name = "secret at {0} + {1}")
    @CsvSource({
        "0xF0000000, 0xC00",
        "0x7FFF000, 0x2000",
        "0xFFFFF000, 0x1000",
        "0x80B000, 0xC00",
        "0x820000, 0xFFFFFFFF",
        "0x123, 0x10"
    })
    void publishesTheImagesAreaAtAnyAddress(String base, String size) {
        OvmfTable.Entry secret = secret(Long.decode(base), Long.decode(size).intValue());
        FirmwareRun run = run(withTable(secret, area(OvmfTableGuid.HASH_TABLE_BLOCK, 0x81_0C00, 0x400)));
        run.addHashes(TestKernel.image(), Bytes.EMPTY, "quiet");

        String end = run.boot(r -> {
            EfiConfigurationTable entry =
                    EfiConfigurationTable.CODEC.decode(r.read(r.system().configurationTable(), 24));
            Bytes pair = r.read(entry.vendorTable(), 16);
            assertThat(pair).isEqualTo(Bytes.concat(Bytes.u64Le(Long.decode(base)), Bytes.u64Le(Long.decode(size))));
            return r.exitBootServices();
        });

        assertThat(end).isEqualTo("returned");

        FirmwareRun withoutHashes = run(withTable(secret));

        assertThat(withoutHashes.boot(r -> DONE)).isEqualTo("reset with 6");
        assertThat(withoutHashes.cpu.console())
                .contains("no kernel hashes, kernel is not allowed", "GRUB: ")
                .doesNotContain("disk passphrase found");
    }

    @ParameterizedTest(name = "hashes at {0} + {1}")
    @CsvSource({"0xF0000000, 0x400", "0x7FFFF00, 0x400", "0x810C00, 17", "0, 0", "0x810C00, 0xA7"})
    void allowsNoKernelWhenTheHashesLieNowhere(String base, String size) {
        FirmwareRun run = run(withTable(
                secret(0x81_0000, 0xC00),
                area(OvmfTableGuid.HASH_TABLE_BLOCK, Long.decode(base), Integer.decode(size))));
        run.cpu.guestWrite(
                0x81_0C00,
                KernelHashes.of(TestKernel.image(), Bytes.EMPTY, "quiet").encode());

        assertThat(run.boot(r -> DONE)).isEqualTo("reset with 6");
        assertThat(run.cpu.console())
                .contains("no kernel hashes, kernel is not allowed", "Failed to find any grub configuration")
                .doesNotContain("StartImage");
    }

    @Test
    void allowsNoKernelWhenANewReleaseIsChosenForAnImageWithoutHashes() {
        FirmwareRun run =
                run(AmdSevImage.builder().release(OvmfRelease.ofTag("202105")).build());

        assertThat(run.cpu.boot(new OvmfFirmware(Optional.of(OvmfRelease.DEFAULT), GuestObserver.NONE)))
                .isEqualTo("reset with 6");
        assertThat(run.cpu.console()).contains("no kernel hashes, kernel is not allowed");
    }

    @Test
    void writesTheWorkAreaAtTheResetBlocksAddress() {
        FirmwareRun run = run(withTable(
                new OvmfTable.Entry(OvmfTableGuid.SEV_ES_RESET_BLOCK, Bytes.u32Le(0x0090_1004)),
                secret(0x81_0000, 0xC00)));
        run.boot(r -> DONE);

        assertThat(run.cpu.guestView(0x90_1000, 1)).isEqualTo(Bytes.of(1));
        assertThat(run.cpu.guestView(0x90_1004, 8)).isEqualTo(Bytes.u64Le(1));
    }
}
