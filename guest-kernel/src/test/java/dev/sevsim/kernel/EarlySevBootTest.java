package dev.sevsim.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.kernel.image.BzImageBuilder;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.kernel.machine.FakeFirmware;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.testkit.guest.FakeCpu;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a booting kernel shares, and its log lines about encryption. */
class EarlySevBootTest {
    private final KernelCpu cpu = new KernelCpu();

    private String boot(Bytes image, String... typed) {
        FakeFirmware firmware = new FakeFirmware(cpu, image, EmbeddedKernel.initrd());
        GuestPhysical entry = firmware.load("console=ttyS0");
        cpu.type(String.join("\n", typed) + "\npoweroff\n");
        LinuxKernel kernel = new LinuxKernel();
        assertThatThrownBy(() -> kernel.run(cpu, entry, firmware.arguments())).isInstanceOf(FakeCpu.Stopped.class);
        return cpu.console().replace("\r\n", "\n");
    }

    /** docs/reference/guest-kernel.md section 9.4; what stands in for a status bit is its name and a space. */
    @ParameterizedTest(name = "{0}, status {1}")
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "4.15.0, 1, AMD Secure Encrypted Virtualization (SEV) active",
                "5.10.0-26-cloud-amd64, 1, AMD Secure Encrypted Virtualization (SEV) active",
                "5.11.0, 1, AMD Memory Encryption Features active: SEV",
                "5.18.19, 3, AMD Memory Encryption Features active: SEV SEV-ES",
                "5.19.0, 1, Memory Encryption Features active: AMD SEV",
                "6.1.0-sevsim, 7, Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP",
                "6.10.0, 1, \"SEV: Status: SEV \"",
                "6.12.1, 131, \"SEV: Status: SEV SEV-ES DebugSwap \"",
            })
    void logsTheActiveFeatures(String release, long status, String line) {
        cpu.setSevStatus(status);

        assertThat(boot(new BzImageBuilder(release + " #1").build())).contains("] " + line + "\n");
    }

    @Test
    void logsNoEncryptionWithoutIt() {
        cpu.setSevStatus(0);

        assertThat(boot(EmbeddedKernel.image()))
                .doesNotContain("Encrypt")
                .doesNotContain("SWIOTLB")
                .contains("kvm-clock: using sched offset");
    }

    @Test
    void readsADeviceByDmaThroughTheBouncePool() {
        cpu.addFwCfg();

        assertThat(boot(EmbeddedKernel.image(), "cat /sys/firmware/qemu_fw_cfg/rev"))
                .contains("# cat /sys/firmware/qemu_fw_cfg/rev\n3\n");
    }

    @Test
    void hasNoSuchDirectoryWithoutTheDevice() {
        assertThat(boot(EmbeddedKernel.image(), "ls /sys")).contains("# ls /sys\nkernel\n");
    }

    /** The hypervisor writes the steal-time page and reads the clock's; both pages have to be shared. */
    @Test
    void sharesTheClockAndTheStealTimePage() {
        cpu.setKvmFeatures(1 << 5);

        boot(EmbeddedKernel.image());

        long clock = cpu.msr(0x4B564D01) & -4096;
        long steal = cpu.msr(0x4B564D03) & -4096;
        assertThat(cpu.msr(0x4B564D03) & 1).isEqualTo(1);
        assertThat(steal).isNotEqualTo(clock);
        assertThat(cpu.hostView(steal, 64))
                .as("zeros as the hypervisor sees them")
                .isEqualTo(Bytes.zeros(64));
    }

    /**
     * docs/reference/guest-kernel.md section 10.1: hypercall 12 with address, pages and attributes, bit 4 for
     * encrypted; RAM first.
     */
    @Test
    void tellsAHypervisorThatControlsMigrationWhatIsShared() {
        cpu.setKvmFeatures(1 << 16 | 1 << 17);

        boot(EmbeddedKernel.image());

        long clock = cpu.msr(0x4B564D01) & -4096;
        assertThat(cpu.hypercalls().subList(0, 4)).containsExactly(12L, 0L, 0xA0L, 0x10L);
        assertThat(cpu.hypercalls().subList(4, 8)).containsExactly(12L, 0x100000L, 0x710L, 0x10L);
        assertThat(cpu.hypercalls().subList(12, 16)).containsExactly(12L, clock, 1L, 0L);
        int last = cpu.hypercalls().size() - 4;
        assertThat(cpu.hypercalls().get(last + 2)).as("pages of a 64 MiB pool").isEqualTo(16384L);
        assertThat(cpu.hypercalls().get(last + 3)).isZero();
        assertThat(cpu.msrs()).containsEntry(0x4B564D08, 1L);
    }

    @Test
    void reportsToNoOtherHypervisor() {
        cpu.setKvmFeatures(1 << 16);

        boot(EmbeddedKernel.image(Era.FINAL));

        assertThat(cpu.hypercalls()).isEmpty();
    }

    /**
     * docs/reference/guest-kernel.md section 11: CPUID by MSR protocol first, then versions (0x002), then port I/O and
     * MSRs through the page.
     */
    @Test
    void speaksThroughTheGhcbWithEncryptedState() {
        cpu.setSevStatus(3);
        cpu.addFwCfg();

        String console = boot(EmbeddedKernel.image(), "echo through the page", "cat /sys/firmware/qemu_fw_cfg/rev");

        assertThat(console)
                .contains("Memory Encryption Features active: AMD SEV SEV-ES\n")
                .contains("# echo through the page\nthrough the page\n")
                .contains("# cat /sys/firmware/qemu_fw_cfg/rev\n3\n");
        List<Long> requests = cpu.requests();
        int negotiated = requests.indexOf(2L);
        assertThat(requests.subList(0, negotiated)).isNotEmpty().containsOnly(4L);
        assertThat(requests.subList(negotiated + 1, requests.size()))
                .contains(0x72L, 0x7BL, 0x7CL)
                .doesNotContain(2L, 4L);
        long page = cpu.msr(0xC0010130);
        assertThat(page % 4096).isZero();
        assertThat(page).isNotEqualTo(cpu.msr(0x4B564D01) & -4096);
    }

    @Test
    void makesNoRequestWithoutEncryptedState() {
        boot(EmbeddedKernel.image());

        assertThat(cpu.requests()).isEmpty();
    }
}
