package dev.sevsim.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.simulator.VmProperties.KernelHashes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Source of the expectations: docs/reference/kvm-host.md sections 5.1, 5.2 and 5.4; docs/reference/ovmf-guest.md
 * section 6 for what OVMF makes of it.
 */
class VmPropertiesTest {
    private static final VmProperties PLAIN = VmProperties.DEFAULT;

    private static LaunchReport launch(VmProperties properties) {
        return Launch.run(
                LaunchRequest.defaults().withVariant(GuestVariant.DEFAULT.withProperties(properties)),
                Launch.Options.ofSeed(1),
                LaunchListener.NONE,
                null);
    }

    private static VmProperties with(Optional<Integer> cBit, Optional<Integer> reduced, int handle, String device) {
        return new VmProperties(Optional.empty(), KernelHashes.ON, handle, cBit, reduced, device);
    }

    @Test
    void withoutKernelHashesTheImageAloneIsMeasuredAndNoKernelIsTaken() throws NoSuchAlgorithmException {
        LaunchReport report = launch(new VmProperties(
                Optional.empty(), KernelHashes.OFF, 0, Optional.empty(), Optional.empty(), PLAIN.sevDevice()));

        byte[] image = AmdSevImage.standard().toArray();
        assertThat(report.launchDigest().toArray())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(image));
        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
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
    void refusesWithTheVmmsOwnWords(Integer cBit, Integer reduced, int handle, String device, String words) {
        LaunchReport report = launch(with(Optional.ofNullable(cBit), Optional.ofNullable(reduced), handle, device));

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThat(report.reason()).contains(words);
    }

    @ParameterizedTest
    @EnumSource(KernelHashes.class)
    void measuresNothingOfTheSecondFlashUnit(KernelHashes hashes) {
        VmProperties without =
                new VmProperties(Optional.empty(), hashes, 0, Optional.empty(), Optional.empty(), PLAIN.sevDevice());
        VmProperties with = new VmProperties(
                Optional.of(Bytes.zeros(0x2000)), hashes, 0, Optional.empty(), Optional.empty(), PLAIN.sevDevice());

        LaunchReport report = launch(with);

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(report.measurement()).isEqualTo(launch(without).measurement());
    }
}
