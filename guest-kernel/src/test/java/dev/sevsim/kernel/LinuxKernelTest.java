package dev.sevsim.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.machine.FakeFirmware;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LinuxKernelTest {
    /** Worked example of docs/reference/guest-kernel.md section 4.1. */
    private static final Bytes AREA = Bytes.fromHex("""
            42F5741EDD71664D963EEF4287FF173B52000000E5696873F084734992EC06879CE3DA0B1E0000006469736B2D706173
            730062A1F5E67FD65047A67C5D065F2A9910200000007B226B223A2241413D3D227D""");

    private final KernelCpu cpu = new KernelCpu();
    private FakeFirmware firmware = new FakeFirmware(cpu, EmbeddedKernel.image(), EmbeddedKernel.initrd());
    private final LinuxKernel kernel = new LinuxKernel();

    private String boot(String commandLine, String typed) {
        GuestPhysical entry = firmware.load(commandLine);
        cpu.type(typed);
        assertThat(kernel.recognises(cpu, entry, firmware.arguments())).isTrue();
        assertThatThrownBy(() -> kernel.run(cpu, entry, firmware.arguments())).isInstanceOf(FakeCpu.Stopped.class);
        assertThat(cpu.console().replace("\r\n", "")).doesNotContain("\n");
        return cpu.console().replace("\r\n", "\n");
    }

    @Test
    void showsTheSecretsOnAQuietConsole() {
        firmware.publishSecrets(AREA);

        String console = boot(EmbeddedKernel.COMMAND_LINE, """
                ls -la /sys/kernel/security/secrets/coco
                cd /sys/kernel/security/secrets/coco
                xxd 7368*
                rm 7368*
                ls
                poweroff
                """);

        assertThat(console).isEqualTo("""
                        ~ # ls -la /sys/kernel/security/secrets/coco
                        total 0
                        drwxr-xr-x 2 root root 0 Jun 28 11:54 .
                        drwxr-xr-x 3 root root 0 Jun 28 11:54 ..
                        -r--r----- 1 root root 0 Jun 28 11:54 736869e5-84f0-4973-92ec-06879ce3da0b
                        -r--r----- 1 root root 0 Jun 28 11:54 e6f5a162-d67f-4750-a67c-5d065f2a9910
                        ~ # cd /sys/kernel/security/secrets/coco
                        /sys/kernel/security/secrets/coco # xxd 7368*
                        00000000: 6469 736b 2d70 6173 7300                 disk-pass.
                        /sys/kernel/security/secrets/coco # rm 7368*
                        /sys/kernel/security/secrets/coco # ls
                        e6f5a162-d67f-4750-a67c-5d065f2a9910
                        /sys/kernel/security/secrets/coco # poweroff
                        [    0.000000] reboot: Power down
                        """);
    }

    @Test
    void wipesTheSecretInGuestMemoryOnUnlink() {
        firmware.publishSecrets(AREA);

        boot(EmbeddedKernel.COMMAND_LINE, "rm /sys/kernel/security/secrets/coco/7368*\npoweroff\n");

        // docs/reference/guest-kernel.md section 4.1, after unlinking the first: GUID and data zero, length intact, the
        // second untouched.
        byte[] wiped = AREA.toArray();
        Arrays.fill(wiped, 20, 36, (byte) 0);
        Arrays.fill(wiped, 40, 50, (byte) 0);
        assertThat(cpu.guestView(FakeFirmware.AREA, wiped.length)).isEqualTo(Bytes.copyOf(wiped));
    }

    @Test
    void logsTheBootOnALoudConsole() {
        firmware.publish(Guid.of("8868e871-e4f1-11d3-bc22-0080c73c8881"), 0x7E00014L);
        firmware.publishSecrets(AREA);
        cpu.setSevStatus(3);

        String console = boot("console=ttyS0 other=1", "poweroff\n");

        assertThat(console).isEqualTo("""
                        [    0.000000] Linux version 6.1.0-sevsim (sevsim@simulated) #1 SMP
                        [    0.000000] Command line: console=ttyS0 other=1
                        [    0.000000] BIOS-provided physical RAM map:
                        [    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable
                        [    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000000080ffff] usable
                        [    0.000000] BIOS-e820: [mem 0x0000000000810000-0x0000000000810fff] reserved
                        [    0.000000] BIOS-e820: [mem 0x0000000000811000-0x0000000007dfffff] usable
                        [    0.000000] BIOS-e820: [mem 0x0000000007e00000-0x0000000007e0ffff] ACPI data
                        [    0.000000] BIOS-e820: [mem 0x0000000007e10000-0x0000000007ffffff] reserved
                        [    0.000000] efi: EFI v2.70 by EDK II
                        [    0.000000] efi: ACPI 2.0=0x7e00014 CocoSecret=0x7e00000 INITRD=0x101d000\s
                        [    0.000000] Hypervisor detected: KVM
                        [    0.000000] kvm-clock: Using msrs 4b564d01 and 4b564d00
                        [    0.000000] kvm-clock: using sched offset of 5000000000 cycles
                        [    0.000000] SWIOTLB bounce buffer size adjusted to 64MB
                        [    0.000000] Memory Encryption Features active: AMD SEV SEV-ES
                        [    0.000000] Unpacking initramfs...
                        [    0.000000] Freeing initrd memory: 4K
                        [    0.000000] Run /init as init process
                        [    0.000000] efi_secret efi_secret.0: Created 2 entries in securityfs secrets/coco
                        ~ # poweroff
                        [    0.000000] ACPI: PM: Preparing to enter system sleep state S5
                        [    0.000000] reboot: Power down
                        """);
    }

    @Test
    void keepsEveryLineForDmesgAndShowsWhatLoglevelAsksFor() {
        firmware.publishSecrets(Bytes.EMPTY.paddedTo(0xC00));

        String console = boot("console=ttyS0 loglevel=6", "dmesg -t\nlsmod\nls /sys/kernel/security\npoweroff\n");

        assertThat(console)
                .startsWith("[    0.000000] Linux version ")
                .contains("~ # dmesg -t\nLinux version 6.1.0-sevsim (sevsim@simulated) #1 SMP\nCommand line: ")
                .doesNotContain("efi_secret efi_secret.0")
                // An area without a table is no reason not to load the module; the directory stays away.
                .endsWith("""
                        ~ # lsmod
                        Module                  Size  Used by
                        efi_secret             16384  0
                        ~ # ls /sys/kernel/security
                        integrity  lsm
                        ~ # poweroff
                        [    0.000000] reboot: Power down
                        """);
    }

    @Test
    void hasNoDeviceWithoutTheTable() {
        String console = boot(EmbeddedKernel.COMMAND_LINE, "lsmod\nls /sys/kernel/security/secrets\npoweroff\n");

        assertThat(console)
                .contains("~ # lsmod\nModule                  Size  Used by\n~ # ")
                .contains("ls: cannot access '/sys/kernel/security/secrets': No such file or directory");
    }

    @Test
    void retriesExitBootServicesOnce() {
        firmware.exitRefusals = 1;

        boot(EmbeddedKernel.COMMAND_LINE, "poweroff\n");

        assertThat(firmware.exitCalls).isEqualTo(2);
    }

    @Test
    void givesUpWhenTheSecondExitIsRefusedToo() {
        firmware.exitRefusals = 2;
        GuestPhysical entry = firmware.load("");

        long status = kernel.run(cpu, entry, firmware.arguments());

        assertThat(status).isEqualTo(EfiStatus.INVALID_PARAMETER);
        assertThat(firmware.exitCalls).isEqualTo(2);
        assertThat(cpu.console()).isEmpty();
    }

    @Test
    void failsWhenTheInitrdIsRefused() {
        firmware.initrdStatus = EfiStatus.ACCESS_DENIED;
        GuestPhysical entry = firmware.load("");

        assertThat(kernel.run(cpu, entry, firmware.arguments())).isEqualTo(EfiStatus.ACCESS_DENIED);
    }

    @Test
    void bootsWithoutAnInitrd() {
        firmware = new FakeFirmware(cpu, EmbeddedKernel.image(), Bytes.EMPTY);

        assertThat(boot(EmbeddedKernel.COMMAND_LINE, "ls /\nexit\n"))
                .contains("~ # ls /\ndev  etc  lib  proc  sys  tmp\n");
    }

    @Test
    void refusesAnImageThatIsNotLinux() {
        byte[] other = EmbeddedKernel.image().toArray();
        other[0x202] = 'X';
        firmware = new FakeFirmware(cpu, Bytes.copyOf(other), Bytes.EMPTY);
        GuestPhysical entry = firmware.load("");

        assertThat(kernel.run(cpu, entry, firmware.arguments())).isEqualTo(EfiStatus.UNSUPPORTED);
    }

    @Test
    void recognisesOnlyAnEfiApplication() {
        GuestPhysical entry = firmware.load("");

        assertThat(kernel.recognises(cpu, entry, 1)).isFalse();
        assertThat(kernel.recognises(cpu, entry, 1, 0)).isFalse();
        assertThat(kernel.recognises(cpu, entry, 1, FakeFirmware.SYSTEM_TABLE + 8))
                .isFalse();
        assertThat(kernel.recognises(cpu, new GuestPhysical(0x2000), firmware.arguments()))
                .isFalse();
    }

    @Test
    void haltsWhenTheEncryptionBitLies() {
        GuestPhysical entry = firmware.load("");
        cpu.breakEncryption();

        assertThatThrownBy(() -> kernel.run(cpu, entry, firmware.arguments())).hasMessage("dead loop");
    }

    @Test
    void powersDownOnTheButton() {
        cpu.pressButtonWhenIdle();

        assertThat(boot(EmbeddedKernel.COMMAND_LINE, "pwd\n"))
                .isEqualTo("~ # pwd\n/\n~ # \n[    0.000000] reboot: Power down\n");
    }

    @Test
    void waitsForInputInHalt() {
        GuestPhysical entry = firmware.load(EmbeddedKernel.COMMAND_LINE);
        cpu.type("ec");

        assertThatThrownBy(() -> kernel.run(cpu, entry, firmware.arguments())).hasMessage("idle");
        assertThat(cpu.console()).isEqualTo("~ # ec");
    }

    @Test
    void keepsAMapOfMoreThan128Entries() {
        long first = 0x100000000L;
        for (int i = 0; i < 150; i++) {
            firmware.map().add(new EfiMemoryDescriptor(i % 2 == 0 ? 7 : 0, first + i * 0x1000L, 0, 1, 0xF));
        }

        String console = boot("console=ttyS0", "poweroff\n");

        assertThat(console.lines().filter(line -> line.contains("BIOS-e820"))).hasSize(6 + 150);
        assertThat(console).contains("BIOS-e820: [mem 0x0000000100095000-0x0000000100095fff] reserved\n");
    }

    @Test
    void showsTheClockOfTheHypervisor() {
        cpu.setSevStatus(0);

        String console =
                boot(EmbeddedKernel.COMMAND_LINE, "stat /proc/cmdline\ncat /proc/cmdline\nuname -a\npoweroff\n");

        assertThat(console)
                .contains("Modify: 2022-06-28 11:54:00.000000000 +0000\n")
                .contains("# cat /proc/cmdline\nconsole=ttyS0 quiet\n")
                .contains("# uname -a\nLinux (none) 6.1.0-sevsim #1 SMP x86_64 GNU/Linux\n");
    }

    @Test
    void editsTheLineLikeATerminal() {
        String console = boot(EmbeddedKernel.COMMAND_LINE, "echox\u007f a\nbad\u0003echo \u0015pwd\n\u0004");

        assertThat(console)
                .startsWith("~ # echox\b \b a\na\n~ # bad^C\n~ # echo \b \b\b \b\b \b\b \b\b \bpwd\n/\n~ # \n");
    }
}
