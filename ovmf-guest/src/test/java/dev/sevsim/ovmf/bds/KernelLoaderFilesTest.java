package dev.sevsim.ovmf.bds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.ovmf.FirmwareRun;
import dev.sevsim.ovmf.TestKernel;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelLoaderFilesTest {
    private static final long DONE = 42;

    @ParameterizedTest(name = "{0}: direct boot {1}, then {2}")
    @CsvSource({
        "202405, Access Denied, no disk, reset with 6",
        "202408, stops here, nothing, dead loop",
        "202511, stops here, nothing, dead loop"
    })
    void treatsAKernelThatDoesNotMatchAsTheReleaseDoes(String tag, String said, String then, String end) {
        FirmwareRun run = FirmwareRun.of(AmdSevImage.builder()
                .release(OvmfRelease.fromTag(tag).orElseThrow())
                .build());
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);
        run.addHashes(Bytes.ofAscii("another kernel"), FirmwareRun.INITRD, "console=ttyS0");

        assertThat(run.boot(r -> DONE)).isEqualTo(end);
        assertThat(run.cpu.console()).contains("hash of kernel does not match").contains(said);
        assertThat(run.cpu.console().contains("GRUB: " + then)).isEqualTo(then.equals("no disk"));
        assertThat(run.cpu.console()).doesNotContain("StartImage");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"202405, false", "202408, true"})
    void treatsAnUnlistedInitrdAsTheReleaseDoes(String tag, boolean starts) {
        FirmwareRun run = FirmwareRun.of(AmdSevImage.builder()
                .release(OvmfRelease.fromTag(tag).orElseThrow())
                .build());
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);
        byte[] table = KernelHashes.of(TestKernel.image(), FirmwareRun.INITRD, "console=ttyS0")
                .encode()
                .toArray();
        table[68]++;
        run.cpu.guestWrite(0x81_0C00, Bytes.copyOf(table));

        run.boot(FirmwareRun::exitBootServices);

        assertThat(run.cpu.console().contains("StartImage")).isEqualTo(starts);
    }

    @Test
    void refusesACommandLineWithoutNul() {
        FirmwareRun run = FirmwareRun.sev();
        Bytes noNul = Bytes.ofAscii("console=ttyS0");
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, noNul);
        byte[] table = KernelHashes.of(TestKernel.image(), FirmwareRun.INITRD, "")
                .encode()
                .toArray();
        KernelHashes.sha256(noNul).copyTo(table, 36);
        run.cpu.guestWrite(0x81_0C00, Bytes.copyOf(table));

        run.boot(r -> DONE);

        assertThat(run.cpu.console())
                .contains("direct boot failed: Protocol Error")
                .doesNotContain("StartImage");
    }

    @Test
    void hangsWhenDmaFailsOrStalls() {
        FirmwareRun failing = FirmwareRun.withKernel();
        failing.fwCfg.dmaFails = true;
        FirmwareRun stalling = FirmwareRun.withKernel();
        stalling.fwCfg.dmaStalls = true;

        assertThat(failing.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(failing.cpu.console()).contains("fetching kernel failed: Device Error");
        assertThat(stalling.boot(r -> DONE)).isEqualTo("dead loop");
    }

    @Test
    void refusesBlobSizesThatDoNotFitMemory() {
        FirmwareRun tooBig = FirmwareRun.withKernel();
        tooBig.fwCfg.item(0x0B, Bytes.u32Le(0x7FFF_FFFF));

        assertThat(tooBig.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(tooBig.cpu.console()).contains("fetching initrd failed: Out of Resources");
    }

    @Test
    void refusesASumOfPartsBeyond32BitsOnlyAtHead() {
        FirmwareRun head = FirmwareRun.ofRelease("head");
        head.fwCfg
                .kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE)
                .item(0x08, Bytes.u32Le(-1));
        FirmwareRun wraps = FirmwareRun.withKernel();
        wraps.fwCfg.item(0x08, Bytes.u32Le(-1));

        head.boot(r -> DONE);
        assertThat(head.cpu.console()).contains("no kernel to load: Invalid Parameter", "GRUB: ");
        assertThat(wraps.boot(r -> DONE))
                .as("writes to the end of RAM, where it faults")
                .isEqualTo("dead loop");
        assertThat(wraps.cpu.console()).doesNotContain("GRUB: ", "StartImage", "fetching");
        assertThat(wraps.cpu.guestView(FirmwareRun.RAM - (3 << 20), 16).isAllZero())
                .as("what lay above the buffer is overwritten")
                .isTrue();
    }

    @Test
    void readsThroughPortsWhenThereIsNoDma() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.fwCfg.item(0x01, Bytes.u32Le(1));

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(run.fwCfg.dmaTransfers).isZero();
    }

    @Test
    void fetchesBigKernelsInPiecesOfOneMebibyte() {
        FirmwareRun run = FirmwareRun.sev();
        Bytes kernel = TestKernel.image().paddedTo(2_500_000);
        run.fwCfg.kernel(kernel, FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);
        run.addHashes(kernel, FirmwareRun.INITRD, "console=ttyS0");

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(run.fwCfg.dmaTransfers).isEqualTo(1 + 3 + 1 + 1);
        assertThat(run.cpu.exits()).isLessThan(100);
    }
}
