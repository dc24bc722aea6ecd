package dev.sevsim.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.machine.FakeFirmware;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The kernels before the merge, from firmware to shell. */
class EraBootTest {
    /** Worked example of docs/reference/guest-kernel.md section 4.1. */
    private static final Bytes AREA = Bytes.fromHex("""
            42F5741EDD71664D963EEF4287FF173B52000000E5696873F084734992EC06879CE3DA0B1E0000006469736B2D706173
            730062A1F5E67FD65047A67C5D065F2A9910200000007B226B223A2241413D3D227D""");

    private static final String FIRST = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final String SECOND = "e6f5a162-d67f-4750-a67c-5d065f2a9910";
    private static final int BOOT_SERVICES_DATA = 4;

    private final KernelCpu cpu = new KernelCpu();

    /** Firmware that leaves the page of secrets as boot-services data; the descriptor starts so many pages below it. */
    private FakeFirmware withUnreservedPage(int pagesBelow) {
        FakeFirmware firmware = firmware(Era.V7);
        firmware.secretPageOfType(BOOT_SERVICES_DATA, pagesBelow);
        firmware.publishSecrets(AREA, FakeFirmware.AREA, 0x1000);
        return firmware;
    }

    private FakeFirmware withSecrets(Era era) {
        FakeFirmware firmware = firmware(era);
        firmware.publishSecrets(AREA);
        return firmware;
    }

    private FakeFirmware firmware(Era era) {
        return new FakeFirmware(cpu, EmbeddedKernel.image(era), EmbeddedKernel.initrd(era));
    }

    private String boot(FakeFirmware firmware, String commandLine, String... typed) {
        GuestPhysical entry = firmware.load(commandLine);
        cpu.type(String.join("\n", typed) + "\npoweroff\n");
        LinuxKernel kernel = new LinuxKernel();
        assertThatThrownBy(() -> kernel.run(cpu, entry, firmware.arguments())).isInstanceOf(FakeCpu.Stopped.class);
        return cpu.console().replace("\r\n", "\n");
    }

    private Bytes privateMemory(long address, int length) {
        return cpu.guestView(address, length);
    }

    @Test
    void v2WorksOnACopyAndLeavesTheFirmwarePageAlone() {
        FakeFirmware firmware = withSecrets(Era.V2);

        String console = boot(
                firmware,
                EmbeddedKernel.COMMAND_LINE,
                "ls /sys/kernel/security",
                "modprobe sev_secret",
                "cd /sys/kernel/security/coco/sev_secret",
                "ls",
                "rm " + FIRST,
                "ls",
                "uname -r");

        assertThat(console)
                .startsWith("~ # ls /sys/kernel/security\nintegrity  lsm\n~ # modprobe sev_secret\n")
                .contains("# ls\n" + FIRST + "  " + SECOND + "\n")
                .contains("# ls\n" + SECOND + "\n")
                .contains("# uname -r\n5.15.0-sevsim-v2\n");
        assertThat(privateMemory(FakeFirmware.AREA, AREA.length())).isEqualTo(AREA);
        byte[] wiped = AREA.toArray();
        Arrays.fill(wiped, 20, 36, (byte) 0);
        Arrays.fill(wiped, 40, 50, (byte) 0);
        assertThat(privateMemory(firmware.lastPool, 4)).isEqualTo(Bytes.u32Le(0xC00));
        assertThat(privateMemory(firmware.lastPool + 4, wiped.length)).isEqualTo(Bytes.copyOf(wiped));
    }

    @Test
    void v2LogsThatItReservedTheCopy() {
        FakeFirmware firmware = withSecrets(Era.V2);

        String console = boot(firmware, "console=ttyS0");

        assertThat(console)
                .contains("efi: SevSecret=0x%x \n".formatted(firmware.lastPool))
                .contains("efi: Reserved SEV secret area [mem 0x%016x-0x%016x]\n"
                        .formatted(firmware.lastPool, firmware.lastPool + 4 + 0xC00 - 1))
                .contains("] AMD Memory Encryption Features active: SEV\n")
                .doesNotContain("Created");
    }

    @Test
    void v2BootsOnWithoutACopyAndItsModuleFails() {
        FakeFirmware firmware = withSecrets(Era.V2);
        firmware.poolStatus = EfiStatus.OUT_OF_RESOURCES;

        String console = boot(firmware, EmbeddedKernel.COMMAND_LINE, "modprobe sev_secret", "lsmod");

        assertThat(console)
                .contains("modprobe: ERROR: could not insert 'sev_secret': ")
                .contains("# lsmod\nModule                  Size  Used by\n~ # ")
                .contains("] SEV secret area does not start with the header GUID\n");
    }

    @Test
    void v2FreesACopyThatCannotBePublished() {
        FakeFirmware firmware = withSecrets(Era.V2);
        firmware.installStatus = EfiStatus.OUT_OF_RESOURCES;

        assertThat(boot(firmware, EmbeddedKernel.COMMAND_LINE, "modprobe sev_secret"))
                .contains("could not insert 'sev_secret'");
        assertThat(firmware.freed).isEqualTo(1);
    }

    @Test
    void v7LoadsItsModuleWhenTheAreaIsPopulated() {
        FakeFirmware firmware = withSecrets(Era.V7);

        String console = boot(firmware, "console=ttyS0", "lsmod", "ls /sys/kernel/security/coco/efi_secret");

        assertThat(console)
                .contains("efi: CocoSecret=0x7e00000 \n")
                .contains("# lsmod\nModule                  Size  Used by\nefi_secret             16384  0\n")
                .contains(FIRST + "  " + SECOND + "\n");
    }

    @Test
    void v7LeavesAnEmptyAreaAlone() {
        FakeFirmware firmware = firmware(Era.V7);
        firmware.publishSecrets(Bytes.zeros(0xC00));

        String console =
                boot(firmware, EmbeddedKernel.COMMAND_LINE, "lsmod", "modprobe efi_secret", "ls /sys/kernel/security");

        assertThat(console)
                .startsWith("~ # lsmod\nModule                  Size  Used by\n~ # ")
                .contains("] EFI secret area does not start with the header GUID\n")
                .contains("modprobe: ERROR: could not insert 'efi_secret': Invalid argument\n")
                .contains("# ls /sys/kernel/security\nintegrity  lsm\n~ # ");
    }

    @Test
    void v7ReservesThePageOfFirmwareThatDidNot() {
        FakeFirmware firmware = withUnreservedPage(0);

        String console = boot(firmware, "console=ttyS0", "ls /sys/kernel/security/coco/efi_secret");

        assertThat(console)
                .contains("BIOS-e820: [mem 0x0000000000810000-0x0000000000810fff] reserved\n")
                .contains(FIRST + "  " + SECOND + "\n");
    }

    @Test
    void v7DoesNotFindADescriptorThatStartsBelowThePage() {
        FakeFirmware firmware = withUnreservedPage(1);

        String console = boot(firmware, "console=ttyS0", "modprobe efi_secret");

        assertThat(console)
                .doesNotContain("0000000000810fff] reserved")
                .contains("] ioremap on RAM at 0x0000000000810000 - 0x0000000000810fff\n")
                .contains("] Could not map secret area\n")
                .contains("modprobe: ERROR: could not insert 'efi_secret': Cannot allocate memory\n");
    }

    @Test
    void v7LogsThatThereIsNoAddressWithoutATable() {
        assertThat(boot(firmware(Era.V7), "console=ttyS0", "modprobe efi_secret"))
                .contains("] Secret area address is not available\n")
                .contains("modprobe: ERROR: could not insert 'efi_secret': Invalid argument\n");
    }
}
