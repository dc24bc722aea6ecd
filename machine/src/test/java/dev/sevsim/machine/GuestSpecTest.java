package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.io.file.InputException;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.GuestSpec.BootDisk;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuestSpecTest {
    private static final String HALF = " has half of a surrogate pair, for which UTF-8 has no bytes";

    private static final Bytes KERNEL = EmbeddedKernel.image();

    @Test
    void describesTheGuestOfALaunchWithoutOptions() {
        GuestSpec guest = GuestSpec.builder().build();

        assertThat(guest.flash().firmware()).isEqualTo(AmdSevImage.standard());
        assertThat(guest.flash().release()).isEmpty();
        assertThat(guest.flash().nvram()).isEmpty();
        assertThat(guest.directBoot()).hasValueSatisfying(boot -> {
            assertThat(boot.kernel()).isEqualTo(KERNEL);
            assertThat(boot.append()).contains(EmbeddedKernel.COMMAND_LINE);
        });
        assertThat(guest.disks()).isEqualTo(new GuestSpec.Disks(BootDisk.PLAIN, Optional.empty()));
        assertThat(guest.vcpus()).isEqualTo(1);
        assertThat(guest.memoryBytes()).isEqualTo(256L << 20);
        assertThat(guest.policy()).isEqualTo(new GuestPolicy(1));
        assertThat(guest.sev().kernelHashes()).isEqualTo(KernelHashing.ON);
        assertThat(guest.sev().legacyVmType()).isEqualTo(LegacyVmType.AUTO);
        assertThat(guest.commands()).isEmpty();
    }

    @Test
    void setsBit2OfAnyPolicyForSevEs() {
        assertThat(GuestSpec.builder()
                        .policy(new GuestPolicy(0x3))
                        .sevEs()
                        .build()
                        .policy())
                .isEqualTo(new GuestPolicy(0x7));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 256, Integer.MAX_VALUE})
    void refusesNumbersOfVcpusOutOfRange(int count) {
        refuses(guest -> guest.vcpus(count), "--vcpus " + count + " is out of range, expected 1 to 255");
    }

    @Test
    void refusesPropertiesThatExcludeEachOther() {
        refuses(guest -> guest.initrd(KERNEL), "--initrd needs --kernel");
        refuses(
                guest -> guest.encryptedDisk().append("quiet"),
                "--append needs --kernel: this guest boots no embedded kernel");
        assertThat(GuestSpec.builder()
                        .append("quiet")
                        .build()
                        .directBoot()
                        .orElseThrow()
                        .append())
                .contains("quiet");
        refuses(
                guest -> guest.kernel(KERNEL).era(Era.V2),
                "--era chooses an embedded kernel, --kernel names another one");
        refuses(
                guest -> guest.kernel(KERNEL).encryptedDisk(),
                "a guest with an encrypted disk boots from it, give no kernel");
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"4095", "4097", "16781312"})
    void refusesImagesThatNoFlashHolds(int size) {
        refuses(
                guest -> guest.firmware(Bytes.zeros(size)),
                "OVMF image has " + size
                        + " bytes, expected a multiple of 4096 up to 16777216; give the whole image file");
    }

    @Test
    void refusesAnImageWhoseTableIsDamaged() {
        byte[] image = AmdSevImage.standard().toArray();
        image[image.length - 0x32] = 1;
        image[image.length - 0x31] = 0;

        assertThatThrownBy(
                        () -> GuestSpec.builder().firmware(Bytes.copyOf(image)).build())
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("OVMF image has ")
                .hasMessageEndingWith(": it is truncated or not an OVMF image, give the whole image file");
    }

    @Test
    void bootsNoEmbeddedKernelWithAGivenImageAndFromAnEncryptedDisk() {
        assertThat(GuestSpec.builder().firmware(AmdSevImage.standard()).build().directBoot())
                .isEmpty();
        assertThat(GuestSpec.builder().encryptedDisk().build().directBoot()).isEmpty();
        assertThat(GuestSpec.builder()
                        .firmware(AmdSevImage.standard())
                        .kernel(KERNEL)
                        .build()
                        .directBoot())
                .isPresent();
    }

    @Test
    void bootsNoEmbeddedKernelWithAReleaseThatReservesNoTableForHashes() {
        GuestSpec guest =
                GuestSpec.builder().firmwareRelease(OvmfRelease.ofTag("202102")).build();

        assertThat(guest.directBoot()).isEmpty();
        assertThat(guest.flash().firmware()).isNotEqualTo(AmdSevImage.standard());
    }

    @ParameterizedTest(name = "kernel of {0} MiB: {1} MiB of memory")
    @CsvSource({"1, 256", "32, 256", "33, 384", "64, 448", "100, 576"})
    void givesLargeKernelsMoreMemory(int kernelMebibytes, long memoryMebibytes) {
        GuestSpec guest =
                GuestSpec.builder().kernel(Bytes.zeros(kernelMebibytes << 20)).build();

        assertThat(guest.memoryBytes()).isEqualTo(memoryMebibytes << 20);
    }

    @Test
    void takesAMemorySizeThatIsGiven() {
        assertThat(GuestSpec.builder().guestMemory(1L << 30).build().memoryBytes())
                .isEqualTo(1L << 30);
    }

    @Test
    void measuresNoFilesWithoutKernelHashes() {
        assertThat(GuestSpec.builder().build().hashedFiles()).isPresent();
        assertThat(GuestSpec.builder().kernelHashes(KernelHashing.OFF).build().hashedFiles())
                .isEmpty();
    }

    @Test
    void copiesTheCommands() {
        assertThat(GuestSpec.builder().run("ls", "true").build().commands()).contains(List.of("ls", "true"));
        assertThat(GuestSpec.builder().run().build().commands()).contains(List.of());
    }

    private static void refuses(Consumer<GuestSpec.Builder> change, String message) {
        GuestSpec.Builder guest = GuestSpec.builder();
        change.accept(guest);
        assertThatThrownBy(guest::build).isInstanceOf(InputException.class).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 5000})
    void refusesMemoryOfNoWholePages(long bytes) {
        assertThatThrownBy(() -> GuestSpec.builder().guestMemory(bytes).build())
                .isInstanceOf(InputException.class)
                .hasMessage("--guest-memory " + bytes + " is out of range, expected a multiple of 4096");
    }

    /** A guest that is too small or too large for its host is refused by the launch, as on a real host. */
    @ParameterizedTest
    @ValueSource(longs = {4096, 1L << 50, Long.MAX_VALUE - 4095})
    void launchesAnySizeOfMemory(long bytes) {
        LaunchReport report = Launch.run(MachineSpec.builder()
                .seed(1)
                .guest(guest -> guest.guestMemory(bytes))
                .build());

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
    }

    /** Bytes that were not given would be measured, injected or typed. */
    @Test
    void refusesTextsThatBecomeOtherBytes() {
        GuestSpec.Builder guest = GuestSpec.builder();
        Guid guid = Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b");

        refused(() -> guest.append("a\0b"), "--append has a NUL character, which no command line of a VMM can have");
        refused(() -> guest.append("a\ud800b"), "--append" + HALF);
        refused(() -> guest.run("echo \udc00"), "--run" + HALF);
        refused(() -> OwnerSpec.builder().secret(guid, "\ud83d"), "secret " + guid + HALF);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessage(message);
    }
}
