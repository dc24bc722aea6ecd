package dev.sevsim.ovmf.pei;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.ovmf.FirmwareRun;
import dev.sevsim.ovmf.OvmfFirmware;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.testkit.guest.FakeCpu;
import org.junit.jupiter.api.Test;

class PeiPhaseTest {
    private static final long DONE = 42;

    @Test
    void hangsWithoutMemoryMapOrWithTooLittleMemory() {
        FakeCpu bare = FakeCpu.sev(FakeCpu.SEV).withFlash(AmdSevImage.standard());
        FirmwareRun small = FirmwareRun.sev();
        small.fwCfg.e820(0, 16L << 20, 1);

        assertThat(bare.boot(new OvmfFirmware())).isEqualTo("dead loop");
        assertThat(bare.console()).contains("no fw_cfg device");
        assertThat(small.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(small.cpu.console()).contains("too small for this build");
    }

    @Test
    void usesMemoryAboveFourGibAsTheHostTells() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.fwCfg.e820(0, FirmwareRun.RAM, 1, 1L << 32, 1L << 30, 1);
        run.boot(r -> {
            EfiMemoryDescriptor high = FirmwareRun.descriptorAt(r.memoryMap(), 1L << 32);
            assertThat(high.type()).isEqualTo(7);
            assertThat(high.pages()).isEqualTo(1 << 18);
            return r.exitBootServices();
        });
        assertThat(run.cpu.console()).contains("StartImage");
    }

    @Test
    void survivesAMemoryMapThatMakesNoSense() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.fwCfg.e820(
                0,
                FirmwareRun.RAM,
                1,
                -4096,
                8192,
                1,
                5,
                10,
                1,
                0x80_0000,
                Long.MAX_VALUE,
                1,
                0x200_0000,
                -1,
                2,
                0x7000,
                0x10_0000,
                2);

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
    }
}
