package dev.sevsim.ovmf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestObserver;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.grub.GuestDisk;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a kernel finds after a boot under each release, and how each reset vector detects the machine. */
class ReleaseBootTest {
    private static final long DONE = 42;
    private static final Bytes COMMAND_LINE = Bytes.ofAscii("quiet\0");
    private static final int NAME_RECORD = 0x1000 - 72;

    static Stream<String> tags() {
        return OvmfRelease.all().stream().map(OvmfRelease::tag);
    }

    private static Bytes image(String tag) {
        return AmdSevImage.builder().release(OvmfRelease.ofTag(tag)).build();
    }

    /** The image without the record that names its release, as a real one. */
    private static Bytes nameless(String tag) {
        byte[] raw = image(tag).toArray();
        java.util.Arrays.fill(raw, raw.length - NAME_RECORD, raw.length - NAME_RECORD + 16, (byte) 0);
        return Bytes.copyOf(raw);
    }

    private static FirmwareRun withKernel(Bytes image, OvmfRelease release) {
        FirmwareRun run = FirmwareRun.of(image);
        run.fwCfg.kernel(TestKernel.image(), Bytes.EMPTY, COMMAND_LINE);
        Area hashes = release.hashTableArea();
        if (!hashes.isAbsent()) {
            run.cpu.guestWrite(
                    hashes.base(),
                    KernelHashes.of(TestKernel.image(), Bytes.EMPTY, "quiet").encode());
        }
        return run;
    }

    @ParameterizedTest
    @MethodSource("tags")
    void handsTheSecretOverAsTheReleaseDoes(String tag) {
        OvmfRelease release = OvmfRelease.ofTag(tag);
        FirmwareRun run = withKernel(image(tag), release);
        if (release.hashTableArea().isAbsent()) {
            Bytes disk = new GuestDisk(TestKernel.image(), Bytes.EMPTY, Bytes.EMPTY).encode();
            FirmwareRun unused =
                    run.withEncryptedDisk(disk, release.secretArea().base());
        }

        String end = run.boot(r -> {
            EfiSystemTable table = r.system();
            EfiConfigurationTable entry = EfiConfigurationTable.CODEC.decode(r.read(table.configurationTable(), 24));
            List<EfiMemoryDescriptor> map = r.memoryMap();
            Bytes pair = r.read(entry.vendorTable(), 16);

            assertThat(pair.asLittleEndian().getLong(0))
                    .isEqualTo(release.secretArea().base());
            assertThat(pair.asLittleEndian().getLong(8))
                    .isEqualTo(release.secretArea().size());
            assertThat(FirmwareRun.typeAt(map, entry.vendorTable())).isEqualTo(tag.compareTo("202302") < 0 ? 4 : 9);
            assertThat(FirmwareRun.typeAt(map, release.secretArea().base()))
                    .isEqualTo(tag.compareTo("202202") < 0 ? 4 : 0);
            return r.exitBootServices();
        });

        assertThat(end).isEqualTo("returned");
        assertThat(run.cpu.console())
                .contains(release.name() + ", simulated")
                .doesNotContain("names no release")
                .contains(
                        tag.compareTo("202108") < 0
                                ? "loading kernel and initrd from the unlocked volume"
                                : "kernel matches");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "202102, ASSERT: nothing was booted",
        "202305, ASSERT: nothing was booted",
        "202308, No bootable option was found",
        "202511, No bootable option was found"
    })
    void stopsWithTheWordsOfItsBootManager(String tag, String words) {
        Bytes disk = new GuestDisk(TestKernel.image(), Bytes.EMPTY, Bytes.EMPTY).encode();
        FirmwareRun run = FirmwareRun.of(image(tag))
                .withEncryptedDisk(disk, OvmfRelease.ofTag(tag).secretArea().base());

        assertThat(run.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(run.cpu.console()).contains(words);
        assertThat(run.observer.events()).endsWith("unlocked volume", "nothing to boot");
    }

    @Test
    void neverLoadsAKernelOfTheHostBefore202108() {
        FirmwareRun run = withKernel(image("202105"), OvmfRelease.ofTag("202105"));

        assertThat(run.boot(r -> DONE)).isEqualTo("reset with 6");
        assertThat(run.cpu.console()).doesNotContain("QemuKernelLoaderFs", "StartImage");
        assertThat(run.fwCfg.dmaTransfers).isZero();
    }

    @Test
    void goesByTheTailOfAnImageThatNamesNoRelease() {
        FirmwareRun run = withKernel(nameless("202211"), OvmfRelease.ofTag("202211"));

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(run.cpu.console())
                .contains("OVMF AmdSev edk2-stable202308")
                .contains("the image names no release, its tail fits 202205 to 202308");
    }

    @ParameterizedTest(name = "{0} over an image of {1}, named {2}")
    @CsvSource({"202405, 202408, true", "202405, 202408, false", "202408, 202405, true"})
    void letsAChoiceOverrideTheImage(String chosen, String made, boolean named) {
        FirmwareRun run = FirmwareRun.of(named ? image(made) : nameless(made));
        run.fwCfg.kernel(TestKernel.image(), Bytes.EMPTY, COMMAND_LINE);
        run.cpu.guestWrite(
                0x81_0C00,
                KernelHashes.of(Bytes.ofAscii("another"), Bytes.EMPTY, "quiet").encode());

        run.cpu.boot(new OvmfFirmware(Optional.of(OvmfRelease.ofTag(chosen)), GuestObserver.NONE));

        assertThat(run.cpu.console()).contains("edk2-stable" + chosen);
        assertThat(run.cpu.console().contains("GRUB: ")).isEqualTo(chosen.equals("202405"));
    }

    @Test
    void writesTheWorkAreaWithoutHeaderBefore202111() {
        FirmwareRun run = FirmwareRun.of(image("202108"));
        run.boot(r -> DONE);

        assertThat(run.cpu.guestView(0x80_B000, 25))
                .isEqualTo(Bytes.fromHex("0100000000000000 0000000000000000 0000000000000800 00"));
    }

    @Test
    void notesCoherentCachesEvenWithoutSev() {
        FakeCpu cpu = FakeCpu.plain().withFlash(AmdSevImage.standard());
        cpu.setCpuid(0x8000_0000, new CpuidResult(0x8000_0021, 0, 0, 0));
        cpu.setCpuid(0x8000_001F, new CpuidResult(1, 0x8000_0000, 0, 0));
        FirmwareRun run = new FirmwareRun(cpu, Encryption.PLAIN);
        run.boot(r -> DONE);

        assertThat(cpu.hostView(0x80_B000, 1)).isEqualTo(Bytes.of(0));
        assertThat(cpu.hostView(0x80_B004, 25)).isEqualTo(Bytes.concat(Bytes.zeros(24), Bytes.of(2)));
    }

    @ParameterizedTest(name = "largest leaf {0}, features {1}")
    @CsvSource({"0x80000008, 0xF", "0x80000021, 0x1"})
    void hangsWhenTheHostHidesSevFromAGuestWithEncryptedState(String largest, String features) {
        FakeCpu cpu = FakeCpu.sev(FakeCpu.SEV_ES).withFlash(AmdSevImage.standard());
        cpu.setCpuid(0x8000_0000, new CpuidResult(Long.decode(largest).intValue(), 0, 0, 0));
        cpu.setCpuid(0x8000_001F, new CpuidResult(Integer.decode(features), FakeCpu.C_BIT, 0, 0));

        assertThat(cpu.boot(new OvmfFirmware())).isEqualTo("dead loop");
        assertThat(cpu.guestView(0x80_B01C, 1)).as("a #VC was taken").isEqualTo(Bytes.of(1));
        assertThat(cpu.guestView(0x80_B000, 1)).as("no SEV guest").isEqualTo(Bytes.of(0));
        assertThat(cpu.read(new GuestPhysical(0x80_0000), Encryption.ENCRYPTED, 8))
                .as("no page tables yet")
                .isNotEqualTo(Bytes.u64Le(0x80_1023));
    }
}
