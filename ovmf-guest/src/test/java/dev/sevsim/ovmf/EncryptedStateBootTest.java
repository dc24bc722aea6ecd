package dev.sevsim.ovmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.sec.GuestMemory;
import dev.sevsim.ovmf.sec.PageTablesTest;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest with encrypted state: nothing is intercepted behind its back, all goes through its GHCB. */
class EncryptedStateBootTest {
    private static final long DONE = 42;
    private static final long MASK = 1L << FakeCpu.C_BIT;

    private static FirmwareRun run() {
        FirmwareRun run =
                new FirmwareRun(FakeCpu.sev(FakeCpu.SEV_ES).withFlash(AmdSevImage.standard()), Encryption.ENCRYPTED);
        run.fwCfg.kernel(TestKernel.image(), Bytes.EMPTY, Bytes.ofAscii("quiet\0"));
        run.cpu.guestWrite(
                0x81_0C00,
                KernelHashes.of(TestKernel.image(), Bytes.EMPTY, "quiet").encode());
        return run;
    }

    @ParameterizedTest(name = "{0} vCPUs")
    @ValueSource(ints = {1, 2, 7, 255})
    void bootsThroughReservedPagesOfItsOwn(int cpus) {
        FirmwareRun run = run();
        run.fwCfg.item(0x05, Bytes.of(cpus, 0));
        List<EfiMemoryDescriptor> map = new ArrayList<>();

        String end = run.boot(r -> {
            map.addAll(r.memoryMap());
            return r.exitBootServices();
        });

        assertThat(end).isEqualTo("returned");
        long ghcb = run.cpu.lastGhcb();
        EfiMemoryDescriptor pages = FirmwareRun.descriptorAt(map, ghcb);
        assertThat(pages.type()).as("reserved, for good").isZero();
        assertThat(pages.physicalStart()).isEqualTo(ghcb);
        assertThat(pages.pages()).isEqualTo(2L * cpus);
        assertThat(run.cpu.console())
                .contains("SEV-ES is enabled", cpus + " vCPU, GHCB of the first at 0x" + Long.toHexString(ghcb))
                .contains("kernel matches", "StartImage");
    }

    @Test
    void sharesTheGhcbsAndNothingElseOfThem() {
        FirmwareRun run = run();
        run.fwCfg.item(0x05, Bytes.of(3, 0));

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        GuestMemory memory = new GuestMemory(run.cpu, Encryption.ENCRYPTED);
        long ghcb = run.cpu.lastGhcb();
        for (int page = 0; page < 6; page++) {
            long leaf = PageTablesTest.leaf(memory, 0x80_0000, ghcb + page * 4096L);
            assertThat((leaf & MASK) == 0).as("page " + page).isEqualTo(page % 2 == 0);
        }
        assertThat(PageTablesTest.leaf(memory, 0x80_0000, 0x80_9000) & MASK).isEqualTo(MASK);
        assertThat(run.cpu.msrs()).containsEntry(GhcbMsr.NUMBER, ghcb);
    }

    @Test
    void letsOtherCpusStartInTheWorkAreaAndWaitInTheHypervisor() {
        FirmwareRun run = run();
        run.fwCfg.item(0x05, Bytes.of(3, 0));
        GuestPhysical resetAddress = new GuestPhysical(0x80_B004);

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        long bootGhcb = run.cpu.lastGhcb();
        for (int index = 1; index < 3; index++) {
            run.cpu.setIndex(index);
            assertThatThrownBy(() -> run.cpu.call(resetAddress)).hasMessage("exit 0x80000004");
            assertThat(run.cpu.lastGhcb()).isEqualTo(bootGhcb + index * 8192L);
        }
        run.cpu.setIndex(3);
        assertThatThrownBy(() -> run.cpu.call(resetAddress)).hasMessage("dead loop");
    }

    @ParameterizedTest(name = "{0} of 3 come")
    @ValueSource(ints = {1, 2, 3})
    void startsTheOthersByAnInterruptAndCountsThoseThatCome(int present) {
        FirmwareRun run = run();
        run.fwCfg.item(0x05, Bytes.of(3, 0));
        run.cpu.setCpuid(1, new CpuidResult(0, 0, 1 << 21, 0));
        run.cpu.onInterrupt(command -> {
            for (int index = 1; index < present && command == 0xC4600; index++) {
                run.cpu.setIndex(index);
                assertThatThrownBy(() -> run.cpu.call(new GuestPhysical(0x80_B004)))
                        .hasMessage("exit 0x80000004");
            }
        });

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");

        assertThat(run.cpu.interrupts()).as("INIT, start-up, to all but itself").containsExactly(0xC4500L, 0xC4600L);
        assertThat(run.cpu.console()).contains("MpInitLib: " + present + " of 3 vCPU came");
    }

    @Test
    void startsNoProcessorWhereTheHypervisorOffersNoInterrupts() {
        FirmwareRun run = run();
        run.fwCfg.item(0x05, Bytes.of(3, 0));

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");

        assertThat(run.cpu.interrupts()).isEmpty();
        assertThat(run.cpu.console()).contains("MpInitLib: 1 of 3 vCPU came");
    }

    @Test
    void hasNothingForOtherCpusWhereThereAreNone() {
        FirmwareRun run = run();
        run.boot(FirmwareRun::exitBootServices);

        assertThatThrownBy(() -> run.cpu.call(new GuestPhysical(0x80_B004))).hasMessage("triple fault");
    }

    @Test
    void takesOneCpuForGrantedAndRefusesMoreThanMemoryHolds() {
        FirmwareRun none = run();
        none.fwCfg.item(0x05, Bytes.of(0, 0));
        FirmwareRun tooMany = run();
        tooMany.fwCfg.item(0x05, Bytes.of(0xFF, 0xFF));

        assertThat(none.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(none.cpu.console()).contains(" 1 vCPU");
        assertThat(tooMany.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(tooMany.cpu.console()).contains("too small for this build");
    }

    @ParameterizedTest(name = "versions {1} to {0}: {2}")
    @CsvSource({
        "2, 1, returned",
        "1, 1, returned",
        "9, 2, returned",
        "9, 3, terminated 0x10100",
        "0, 0, terminated 0x10100"
    })
    void agreesOnAProtocolVersionOrEnds(int highest, int lowest, String end) {
        FirmwareRun run = run();
        run.cpu.setSevInfo(GhcbMsr.sevInfo(highest, lowest, FakeCpu.C_BIT));

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo(end);
    }

    @Test
    void endsWhenCpuidIsAnsweredWithNonsense() {
        FirmwareRun run = run();
        run.cpu.answerWithUnknownCode();

        assertThat(run.boot(r -> DONE)).isEqualTo("terminated 0x21100");
    }

    @Test
    void leavesAPlainSevGuestWithoutGhcb() {
        FirmwareRun run = FirmwareRun.sev();
        run.boot(r -> DONE);

        assertThat(run.cpu.lastGhcb()).isZero();
        assertThat(run.cpu.msrs()).doesNotContainKey(GhcbMsr.NUMBER);
    }
}
