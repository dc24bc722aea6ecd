package dev.sevsim.ovmf.sec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.FirmwareRun;
import dev.sevsim.ovmf.TestKernel;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.testkit.guest.FakeCpu;
import org.junit.jupiter.api.Test;

class ResetVectorTest {
    private static final long DONE = 42;

    @Test
    void bootsAGuestWithoutSev() {
        FirmwareRun run = new FirmwareRun(FakeCpu.plain().withFlash(AmdSevImage.standard()), Encryption.PLAIN);
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);
        run.addHashes(TestKernel.image(), FirmwareRun.INITRD, "console=ttyS0");

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(run.cpu.hostView(0x80_B000, 36).isAllZero()).isTrue();
        assertThat(run.cpu.flushes()).isEmpty();
        assertThat(run.cpu.console()).doesNotContain("SEV is enabled");
    }

    @Test
    void writesTheWorkAreaOfAnSevGuest() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.boot(FirmwareRun::exitBootServices);

        assertThat(run.cpu.guestView(0x80_B000, 1)).isEqualTo(Bytes.of(1));
        assertThat(run.cpu.guestView(0x80_B004, 25))
                .isEqualTo(Bytes.fromHex("0100000000000000 0000000000000000 0000000000000800 00"));
    }

    @Test
    void writesTheWorkAreaAndSharesTheApicOfAnSevEsGuest() {
        FirmwareRun run =
                new FirmwareRun(FakeCpu.sev(FakeCpu.SEV_ES).withFlash(AmdSevImage.standard()), Encryption.ENCRYPTED);
        run.cpu.setCpuid(0x8000_001F, new CpuidResult(0xF, 0x8000_0000 | FakeCpu.C_BIT, 0, 0));
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);
        run.addHashes(TestKernel.image(), FirmwareRun.INITRD, "console=ttyS0");
        run.boot(FirmwareRun::exitBootServices);

        GuestMemory memory = new GuestMemory(run.cpu, Encryption.ENCRYPTED);
        assertThat(run.cpu.guestView(0x80_B000, 1)).isEqualTo(Bytes.of(1));
        assertThat(run.cpu.guestView(0x80_B004, 25))
                .isEqualTo(Bytes.fromHex("0300000000000000 efcdab8967452301 0000000000000800 03"));
        assertThat(PageTablesTest.leaf(memory, 0x80_0000, 0xFEE0_0000L)).isEqualTo(0xFEE0_0063L);
        assertThat(PageTablesTest.leaf(memory, 0x80_0000, 0x80_9000))
                .as("SEC's GHCB is private again")
                .isEqualTo(0x80_9063 | 1L << FakeCpu.C_BIT);
        assertThat(run.cpu.flushes()).as("coherent caches need no flush").isEmpty();
    }

    @Test
    void hangsOnACBitBelow32() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.cpu.setCpuid(0x8000_001F, new CpuidResult(0xF, 31, 0, 0));

        assertThat(run.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(run.cpu.console()).isEmpty();
    }

    @Test
    void hangsWhenTheHostHidesSevFromAnEncryptedGuest() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.cpu.setMsr(0xC001_0131, 0L);

        assertThat(run.boot(r -> DONE)).as("the C-bit check fails").isEqualTo("dead loop");
        assertThat(run.cpu.console()).isEmpty();
    }
}
