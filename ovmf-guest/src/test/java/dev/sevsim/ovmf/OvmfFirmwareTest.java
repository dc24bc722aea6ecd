package dev.sevsim.ovmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiConfigurationTable;
import dev.sevsim.abi.efi.EfiLoadedImage;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiSystemTable;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.dxe.BootServicesTest;
import dev.sevsim.ovmf.grub.GuestDisk;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.image.FirmwareImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import dev.sevsim.testkit.guest.FakeCpu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OvmfFirmwareTest {
    private static final long DONE = 42;

    @Test
    void recognisesOnlyAnImageItCanReadAtTheResetVector() {
        OvmfFirmware firmware = new OvmfFirmware();
        FakeCpu good = FakeCpu.sev(FakeCpu.SEV).withFlash(AmdSevImage.standard());
        FakeCpu notEncrypted = FakeCpu.sev(FakeCpu.SEV);
        notEncrypted.write(new GuestPhysical(0xFFFC_0000L), Encryption.PLAIN, AmdSevImage.standard());

        assertThat(firmware.recognises(good, new GuestPhysical(0xFFFF_FFF0L))).isTrue();
        assertThat(firmware.recognises(good, new GuestPhysical(0xFFFF_FFE0L))).isFalse();
        assertThat(firmware.recognises(notEncrypted, new GuestPhysical(0xFFFF_FFF0L)))
                .isFalse();
        assertThat(firmware.name()).isEqualTo("ovmf");
    }

    @Test
    void handsOverToAVerifiedKernel() {
        FirmwareRun run = FirmwareRun.withKernel();

        String end = run.boot(r -> {
            assertThat(r.exitBootServices()).isZero();
            return DONE;
        });

        assertThat(end).isEqualTo("returned");
        assertThat(run.cpu.console())
                .contains("SecretPei: reserved 0x810000 + 0x1000 for the launch secret, memory type 0")
                .contains("SecretDxe: launch secret at 0x810000 + 0xc00 published")
                .contains("kernel matches", "initrd matches", "cmdline matches");
        assertThat(run.cpu.exits()).isLessThan(100);
    }

    @Test
    void givesTheKernelASystemTableWithItsCrc() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.boot(r -> {
            EfiSystemTable table = r.system();
            byte[] raw = r.read(r.systemTable, 120).toArray();
            raw[16] = raw[17] = raw[18] = raw[19] = 0;
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            crc.update(raw);

            assertThat(r.read(r.systemTable, 8)).isEqualTo(Bytes.ofAscii("IBI SYST"));
            assertThat(table.revision()).isEqualTo(0x0002_0046);
            assertThat(table.headerSize()).isEqualTo(120);
            assertThat(table.crc32()).isEqualTo((int) crc.getValue());
            assertThat(r.read(table.firmwareVendor(), 14).toArray())
                    .isEqualTo("EDK II\0".getBytes(StandardCharsets.UTF_16LE));
            assertThat(r.read(table.bootServices(), 8)).isEqualTo(Bytes.ofAscii("BOOTSERV"));
            assertThat(r.read(table.runtimeServices(), 8)).isEqualTo(Bytes.ofAscii("RUNTSERV"));
            return r.exitBootServices();
        });
        assertThat(run.systemTable).isNotZero();
    }

    @Test
    void publishesTheSecretAreaInTheConfigurationTable() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.boot(r -> {
            EfiSystemTable table = r.system();
            Bytes entry = r.read(table.configurationTable(), 24);

            assertThat(table.tableEntries()).isEqualTo(1);
            assertThat(entry.slice(0, 16)).isEqualTo(Bytes.fromHex("AD56F9AD8CE94C48AE11B51C7D336447"));
            long pair = EfiConfigurationTable.CODEC.decode(entry).vendorTable();
            assertThat(r.read(pair, 16)).isEqualTo(Bytes.fromHex("0000810000000000000C000000000000"));
            assertThat(FirmwareRun.typeAt(r.memoryMap(), pair)).isEqualTo(9);
            assertThat(FirmwareRun.typeAt(r.memoryMap(), table.configurationTable()))
                    .isEqualTo(6);
            assertThat(FirmwareRun.typeAt(r.memoryMap(), r.systemTable)).isEqualTo(6);
            return r.exitBootServices();
        });
        assertThat(run.cpu.console()).contains("StartImage");
    }

    @Test
    void describesMemoryAsTheReleaseDoes() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.boot(r -> {
            List<EfiMemoryDescriptor> map = r.memoryMap();

            assertThat(r.u64(FirmwareRun.SCRATCH + 16)).isEqualTo(48);
            assertThat(r.read(FirmwareRun.SCRATCH + 24, 4)).isEqualTo(Bytes.of(1, 0, 0, 0));
            assertThat(map)
                    .extracting(
                            EfiMemoryDescriptor::type, EfiMemoryDescriptor::physicalStart, EfiMemoryDescriptor::pages)
                    .contains(
                            tuple(7, 0L, 0xA0L),
                            tuple(7, 0x10_0000L, 0x700L),
                            tuple(10, 0x80_0000L, 8L),
                            tuple(7, 0x80_8000L, 3L),
                            tuple(10, 0x80_B000L, 1L),
                            tuple(7, 0x80_C000L, 4L),
                            tuple(0, 0x81_0000L, 1L),
                            tuple(7, 0x81_1000L, 3L),
                            tuple(10, 0x81_4000L, 0xECL),
                            tuple(4, 0x90_0000L, 0xE80L),
                            tuple(0, 0xFEFF_C000L, 4L),
                            tuple(11, 0xFFFC_0000L, 64L));
            assertThat(map).isSortedAccordingTo((a, b) -> Long.compare(a.physicalStart(), b.physicalStart()));
            for (int i = 1; i < map.size(); i++) {
                EfiMemoryDescriptor below = map.get(i - 1);
                long end = below.physicalStart() + below.pages() * 4096;
                assertThat(end).isLessThanOrEqualTo(map.get(i).physicalStart());
                assertThat(end == map.get(i).physicalStart()
                                && below.type() == map.get(i).type())
                        .isFalse();
            }
            assertThat(FirmwareRun.descriptorAt(map, 0x81_0000).attribute()).isEqualTo(0xF);
            assertThat(FirmwareRun.descriptorAt(map, r.systemTable).attribute()).isEqualTo(0x8000_0000_0000_000FL);
            assertThat(FirmwareRun.descriptorAt(map, 0xFFFC_0000L).attribute()).isEqualTo(0x8000_0000_0000_0001L);
            return r.exitBootServices();
        });
        assertThat(run.cpu.console()).contains("StartImage");
    }

    @Test
    void leavesTheSecretPageInASmallBlockBetweenAcpiMemoryIn202111() {
        FirmwareRun run = FirmwareRun.of(
                AmdSevImage.builder().release(OvmfRelease.ofTag("202111")).build());
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);
        run.cpu.guestWrite(
                0x80_CC00,
                KernelHashes.of(TestKernel.image(), FirmwareRun.INITRD, "console=ttyS0")
                        .encode());
        run.boot(r -> {
            assertThat(r.memoryMap())
                    .extracting(
                            EfiMemoryDescriptor::type, EfiMemoryDescriptor::physicalStart, EfiMemoryDescriptor::pages)
                    .containsSubsequence(
                            tuple(10, 0x80_B000L, 1L),
                            tuple(4, 0x80_C000L, 1L),
                            tuple(7, 0x80_D000L, 3L),
                            tuple(10, 0x81_0000L, 0xF0L));
            return r.exitBootServices();
        });
        assertThat(run.cpu.console()).contains("memory type 4").contains("StartImage");
    }

    @Test
    void loadsTheKernelWithItsOptionsAndInitrd() {
        FirmwareRun run = FirmwareRun.withKernel();
        run.boot(r -> {
            EfiLoadedImage image = BootServicesTest.loadedImage(r);

            assertThat(r.read(image.imageBase() + TestKernel.ENTRY, 16)).isEqualTo(TestKernel.CODE);
            assertThat(image.imageSize()).isEqualTo(TestKernel.IMAGE_SIZE);
            assertThat(image.systemTable()).isEqualTo(r.systemTable);
            assertThat(r.read(image.loadOptions(), image.loadOptionsSize()).toArray())
                    .isEqualTo("initrd=initrd console=ttyS0\0".getBytes(StandardCharsets.UTF_16LE));
            assertThat(BootServicesTest.readInitrd(r)).isEqualTo(FirmwareRun.INITRD);
            return r.exitBootServices();
        });
        assertThat(run.cpu.console()).contains("StartImage");
    }

    @ParameterizedTest
    @CsvSource({
        "202111, console=ttyS0 initrd=initrd",
        "202505, console=ttyS0 initrd=initrd",
        "202508, initrd=initrd console=ttyS0",
        "202511, initrd=initrd console=ttyS0"
    })
    void namesTheInitrdWhereTheReleaseDoes(String release, String expected) {
        FirmwareRun run = FirmwareRun.withKernel(release);
        run.boot(r -> {
            EfiLoadedImage image = BootServicesTest.loadedImage(r);

            assertThat(r.read(image.loadOptions(), image.loadOptionsSize()).toArray())
                    .isEqualTo((expected + "\0").getBytes(StandardCharsets.UTF_16LE));
            return r.exitBootServices();
        });
        assertThat(run.cpu.console()).contains("StartImage");
    }

    @Test
    void leavesThePrefixOutWithoutAnInitrd() {
        FirmwareRun run = FirmwareRun.sev();
        run.fwCfg.kernel(TestKernel.image(), Bytes.EMPTY, FirmwareRun.COMMAND_LINE);
        run.addHashes(TestKernel.image(), Bytes.EMPTY, "console=ttyS0");
        run.boot(r -> {
            EfiLoadedImage image = BootServicesTest.loadedImage(r);

            assertThat(r.read(image.loadOptions(), image.loadOptionsSize()).toArray())
                    .isEqualTo("console=ttyS0\0".getBytes(StandardCharsets.UTF_16LE));
            return r.exitBootServices();
        });
        assertThat(run.cpu.console()).contains("StartImage");
    }

    @Test
    void keepsEverythingButBounceBuffersPrivate() {
        FirmwareRun run = FirmwareRun.withKernel();
        Bytes secret = Bytes.ofAscii("injected before the guest ran");
        run.cpu.guestWrite(0x81_0000, secret);
        run.boot(r -> {
            assertThat(r.read(0x81_0000, secret.length())).isEqualTo(secret);
            assertThat(run.cpu.hostView(r.systemTable, 8)).isNotEqualTo(Bytes.ofAscii("IBI SYST"));
            return r.exitBootServices();
        });

        Map<Long, Bytes> hits = new HashMap<>();
        for (long at = FirmwareRun.RAM - (4L << 20); at < FirmwareRun.RAM; at += 4096) {
            Bytes page = run.cpu.hostView(at, 4096);
            if (page.toUtf8().contains("an initrd") || page.toUtf8().contains("TESTKERNEL")) {
                hits.put(at, page);
            }
        }
        assertThat(run.fwCfg.dmaTransfers).isEqualTo(4);
        assertThat(run.cpu.flushes())
                .as("17 pool buffers and 4 requests, each made shared and private again")
                .hasSize(2 * 17 + 2 * 4);
        assertThat(hits).isEmpty();
    }

    @Test
    void startsGrubWhenTheKernelCameWithoutHashes() {
        FirmwareRun run = FirmwareRun.sev()
                .withEncryptedDisk(new GuestDisk(TestKernel.image(), FirmwareRun.INITRD, Bytes.ofAscii("root=disk")));
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);

        String end = run.boot(r -> {
            EfiLoadedImage image = BootServicesTest.loadedImage(r);
            assertThat(r.read(image.loadOptions(), image.loadOptionsSize()).toArray())
                    .isEqualTo("root=disk\0".getBytes(StandardCharsets.UTF_16LE));
            assertThat(BootServicesTest.readInitrd(r)).isEqualTo(FirmwareRun.INITRD);
            return r.exitBootServices();
        });

        assertThat(end).isEqualTo("returned");
        assertThat(run.cpu.console())
                .contains("no kernel hashes, kernel is not allowed")
                .contains("direct boot failed: Access Denied")
                .contains("loading kernel and initrd from the unlocked volume");
        assertThat(run.observer.events())
                .containsExactly("arrived [" + SecretTable.DISK_PASSPHRASE + "]", "unlocked volume");
    }

    @Test
    void reportsTheFilesThatDirectBootStarts() {
        FirmwareRun run = FirmwareRun.withKernel();

        assertThat(run.boot(FirmwareRun::exitBootServices)).isEqualTo("returned");
        assertThat(run.observer.events()).containsExactly("direct boot");
        assertThat(run.observer.started())
                .containsExactly(KernelHashes.of(TestKernel.image(), FirmwareRun.INITRD, "console=ttyS0"));
    }

    @Test
    void bootsABigDiskFileInFewExits() {
        byte[] initrd = new byte[300_000];
        for (int i = 0; i < initrd.length; i++) {
            initrd[i] = (byte) (i * 7 + (i >> 9));
        }
        Bytes content = Bytes.copyOf(initrd);
        FirmwareRun run = FirmwareRun.sev().withEncryptedDisk(new GuestDisk(TestKernel.image(), content, Bytes.EMPTY));

        run.boot(r -> {
            assertThat(BootServicesTest.readInitrd(r)).isEqualTo(content);
            return r.exitBootServices();
        });

        assertThat(run.cpu.console()).contains("StartImage");
        // 600 sectors of an initrd take 3 commands of 7 exits each; the volume's key slot takes 500 more.
        assertThat(run.cpu.exits()).isLessThan(200);
    }

    /** Source: tianocore/edk2 OvmfPkg/AmdSev/Grub/grub.cfg. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "plain", "blank", "error"})
    void rebootsWhenThereIsNoEncryptedVolume(String kind) {
        FirmwareRun run = FirmwareRun.sev();
        if (!kind.equals("none")) {
            byte[] disk = new GuestDisk(TestKernel.image(), FirmwareRun.INITRD, Bytes.EMPTY)
                    .encode()
                    .toArray();
            if (kind.equals("blank")) {
                disk[0] = 0;
            }
            new FakeAtaDisk(run.cpu, Bytes.copyOf(disk)).fails = kind.equals("error");
        }

        assertThat(run.boot(r -> DONE)).isEqualTo("reset with 6");
        assertThat(run.cpu.console())
                .containsSubsequence(
                        "Failed to locate anything in the SEV secret area, prompting for password",
                        "Failed to find any grub configuration on the encrypted volume")
                .doesNotContain("StartImage");
        assertThat(run.observer.events()).containsExactly("sleeps PT5S");
    }

    @Test
    void stopsWhenAFileOfTheVolumeIsBeyondIt() {
        FirmwareRun run = FirmwareRun.sev();
        GuestDisk content = new GuestDisk(TestKernel.image(), FirmwareRun.INITRD, Bytes.EMPTY);
        byte[] raw = content.encode().toArray();
        raw[19] = (byte) 0xFF;
        FirmwareRun unused = run.withEncryptedDisk(Bytes.copyOf(raw), 0x81_0000);

        assertThat(run.boot(r -> DONE)).isEqualTo("dead loop");
        assertThat(run.cpu.console())
                .contains("the disk could not be read", "No bootable option was found")
                .doesNotContain("StartImage");
        assertThat(run.observer.events()).endsWith("nothing to boot");
    }

    @Test
    void triesGrubWhenTheKernelIsNoEfiImageOrComesBack() {
        FirmwareRun noImage = FirmwareRun.sev();
        Bytes junk = Bytes.ofAscii("not an EFI image").paddedTo(2000);
        noImage.fwCfg.kernel(junk, FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);
        noImage.addHashes(junk, FirmwareRun.INITRD, "console=ttyS0");

        assertThat(noImage.boot(r -> DONE)).isEqualTo("reset with 6");
        assertThat(noImage.cpu.console()).contains("not an EFI image that can be loaded: Unsupported", "GRUB: ");

        FirmwareRun returning = FirmwareRun.withKernel();

        assertThat(returning.boot(r -> 0)).isEqualTo("reset with 6");
        assertThat(returning.cpu.console()).contains("direct boot came back", "GRUB: ");
    }

    @Test
    void isABuildWithoutSecretsWhenTheImageReservesNone() throws IOException {
        Path path = Path.of("/usr/share/ovmf/OVMF.fd");
        Assumptions.assumeTrue(Files.isReadable(path), path + " is not installed");
        FirmwareRun run = FirmwareRun.of(Bytes.copyOf(Files.readAllBytes(path)));
        run.fwCfg.kernel(TestKernel.image(), FirmwareRun.INITRD, FirmwareRun.COMMAND_LINE);

        assertThat(new OvmfFirmware().recognises(run.cpu, FirmwareImage.RESET_VECTOR))
                .isTrue();
        String end = run.boot(r -> {
            assertThat(r.system().tableEntries()).isZero();
            assertThat(FirmwareRun.typeAt(r.memoryMap(), 0x81_0000)).isEqualTo(10);
            return r.exitBootServices();
        });

        assertThat(end).isEqualTo("returned");
        assertThat(run.cpu.console()).doesNotContain("Secret").doesNotContain("GRUB");
    }

    @Test
    void loadsADistributionKernel() throws IOException {
        try (var files = Files.list(Path.of("/boot"))) {
            Path path = files.filter(f -> f.getFileName().toString().startsWith("vmlinuz"))
                    .filter(Files::isReadable)
                    .sorted()
                    .findFirst()
                    .orElse(null);
            Assumptions.assumeTrue(path != null, "no kernel in /boot");
            Bytes kernel = Bytes.copyOf(Files.readAllBytes(java.util.Objects.requireNonNull(path)));
            FirmwareRun run = FirmwareRun.sev();
            run.fwCfg.kernel(kernel, Bytes.EMPTY, FirmwareRun.COMMAND_LINE);
            run.addHashes(kernel, Bytes.EMPTY, "console=ttyS0");

            // No program recognises the kernel's entry point: the test is that the CPU was sent there.
            assertThat(run.boot(r -> DONE)).isEqualTo("triple fault");
            assertThat(run.cpu.console()).contains("kernel matches", "StartImage: kernel at");
        }
    }
}
