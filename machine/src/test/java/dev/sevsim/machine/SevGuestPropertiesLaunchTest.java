package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.ovmf.image.AmdSevImage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Source of the expectations: docs/reference/kvm-host.md sections 5.1, 5.2 and 5.4; docs/reference/ovmf-guest.md
 * section 6 for the part of OVMF.
 */
class SevGuestPropertiesLaunchTest {
    private static LaunchReport launch(Consumer<GuestSpec.Builder> guest) {
        return Launch.run(MachineSpec.builder().guest(guest).seed(1).build());
    }

    @Test
    void withoutKernelHashesTheImageAloneIsMeasuredAndNoKernelIsTaken() throws NoSuchAlgorithmException {
        LaunchReport report = launch(guest -> guest.kernelHashes(KernelHashing.OFF));

        byte[] image = AmdSevImage.standard().toArray();
        assertThat(report.launchDigest().toArray())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(image));
        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.KERNEL_NOT_RUN);
        assertThat(report.console())
                .contains("BlobVerifier: no kernel hashes, kernel is not allowed")
                .contains("GRUB");
    }

    @ParameterizedTest(name = "C-bit {0}, reduced by {1}, handle {2}, {3}")
    @CsvSource({
        "47,, 0, /dev/sev, 'sev_common_kvm_init: cbitpos check failed, host ''51'' requested ''47'''",
        ", 0, 0, /dev/sev, 'sev_common_kvm_init: reduced_phys_bits check failed, it should be in the range of 1 to 63,"
                + " requested ''0'''",
        ", 64, 0, /dev/sev, 'sev_common_kvm_init: reduced_phys_bits check failed, it should be in the range of 1 to"
                + " 63, requested ''64'''",
        ",, 7, /dev/sev, 'sev_launch_start: LAUNCH_START ret=1 fw_error=16 ''Guest handle is invalid'''",
        ",, 0, /dev/nosev, 'Could not open ''/dev/nosev'': No such file or directory'"
    })
    void refusesWithTheTextOfTheVmm(Integer cBit, Integer reduced, int handle, String device, String text) {
        LaunchReport report = launch(guest -> {
            Optional.ofNullable(cBit).ifPresent(guest::cbitpos);
            Optional.ofNullable(reduced).ifPresent(guest::reducedPhysBits);
            guest.handle(handle).sevDevice(device);
        });

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThat(report.reason()).contains(text);
    }

    @ParameterizedTest
    @EnumSource(KernelHashing.class)
    void measuresNothingOfTheSecondFlashUnit(KernelHashing hashes) {
        LaunchReport without = launch(guest -> guest.kernelHashes(hashes));
        LaunchReport with = launch(guest -> guest.kernelHashes(hashes).nvram(Bytes.zeros(0x2000)));

        assertThat(with.verdict()).isEqualTo(without.verdict());
        assertThat(with.measurement()).isEqualTo(without.measurement());
    }

    @Test
    void tellsThatTheSecondFlashUnitIsNotMeasured() {
        RecordingListener listener = new RecordingListener();
        MachineSpec spec = MachineSpec.builder()
                .guest(guest -> guest.nvram(Bytes.zeros(0x2000)))
                .seed(1)
                .build();

        assertThat(Launch.run(spec, listener, Keyboard.NONE).verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(listener.steps)
                .containsOnlyOnce("host: NVRAM: the second flash unit is neither measured nor encrypted, the host can"
                        + " change it unnoticed");
    }

    /** A typed VM needs a kernel that has types: the guest's property does not change the host. */
    @Test
    void leavesTheHostsKernelAsItIsDescribed() {
        Consumer<GuestSpec.Builder> typed = guest -> guest.legacyVmType(LegacyVmType.OFF);

        assertThat(launch(typed).reason())
                .hasValueSatisfying(
                        reason -> assertThat(reason).startsWith("ioctl(KVM_CREATE_VM) failed: 22 Invalid argument"));
        MachineSpec newest = MachineSpec.builder()
                .guest(typed)
                .host(HostSpec.builder().hostKernel(KernelProfile.NEWEST).build())
                .seed(1)
                .build();
        assertThat(Launch.run(newest).verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
    }
}
