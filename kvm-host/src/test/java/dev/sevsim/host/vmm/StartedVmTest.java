package dev.sevsim.host.vmm;

import static dev.sevsim.host.vmm.LaunchFixture.amdSev;
import static dev.sevsim.host.vmm.LaunchFixture.refused;
import static dev.sevsim.host.vmm.LaunchFixture.withKernel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.Vectors;
import dev.sevsim.host.process.FrameOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.1 to 5.4. */
class StartedVmTest {
    private final LaunchFixture launch = new LaunchFixture();
    private final HostFixture fixture = launch.host;

    private static DirectBoot kernelAlone(Bytes kernel) {
        return new DirectBoot(kernel, Optional.empty(), Optional.empty());
    }

    /** Digests: sev-snp-measure --mode sev with the image, and where a kernel is named the kernel, initrd and append. */
    @ParameterizedTest(name = "{0}, {1}, {2}")
    @CsvSource({
        "synth-amdsev.fd, NO_KERNEL, CONTIGUOUS, 862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4",
        "synth-amdsev.fd, KERNEL, CONTIGUOUS, 6da3550919d5eaeadc21b90e25ce4ca70fe99e664a8bdefc16d08ce7eb708e77",
        "synth-amdsev.fd, KERNEL, SCATTERED, 6da3550919d5eaeadc21b90e25ce4ca70fe99e664a8bdefc16d08ce7eb708e77",
        "synth-nomd.fd, KERNEL, CONTIGUOUS, 56bfed2602820e043b909300c73be159456804f3d24112043cb84ad1085c3f50",
        "synth-nomd.fd, NO_KERNEL, SCATTERED, 6e7f05ce00792156718a41f826ca0acd44d80f450193e66cb6c8e9599810a518",
        "synth-x64.fd, NO_KERNEL, CONTIGUOUS, cc517a8f3b1b0ba0e100dd9223adcbbd4d216815063f43cd810040a9b2541c93",
    })
    void measuresExactlyTheBytesThatTheOwnersToolHashes(String image, String kernel, FrameOrder order, String digest) {
        VmmConfigBuilder config =
                kernel.equals("KERNEL") ? withKernel(image) : VmmConfigBuilder.forFirmware(Vectors.guestOwner(image));
        try (StartedVm vm = launch.vmm(config.frameOrder(order)).start()) {
            vm.encryptContents(StartedVm.Steps.NONE);
        }

        assertThat(Vectors.sha256(fixture.firmware.measured())).isEqualTo(digest);
    }

    /** Known answer of docs/reference/kvm-host.md section 5.4: kernel, initrd and command line all empty. */
    @Test
    void placesAndMeasuresOnlyTheTableAtTheAreaOfTheImage() {
        try (StartedVm vm =
                launch.vmm(amdSev().directBoot(kernelAlone(Bytes.EMPTY))).start()) {
            assertThat(vm.addKernelHashes()).isTrue();

            Bytes page = vm.hostView(new GuestPhysical(0x810000)).orElseThrow();
            assertThat(Vectors.sha256(page.slice(0xC00, 0xC00 + 176)))
                    .isEqualTo("6e725681a17ae9f186635cbc1be742508b61e0e550918894f1a5363ac86b5a1a");
            assertThat(page.slice(0, 0xC00).isAllZero()).isTrue();
            assertThat(page.from(0xC00 + 176).isAllZero()).isTrue();
        }
        LaunchUpdate update = LaunchUpdate.CODEC.decode(fixture.firmware.lastBuffer(CommandId.LAUNCH_UPDATE_DATA));
        assertThat(update.length()).isEqualTo(176);
        assertThat(update.address() & 0xFFF).isEqualTo(0xC00);
    }

    @Test
    void addsNoHashesWhenTheyAreOff() {
        SevGuestProperties off = SevGuestProperties.DEFAULT.withKernelHashes(KernelHashing.OFF);
        try (StartedVm vm = launch.vmm(withKernel("synth-x64.fd").sev(off)).start()) {
            assertThat(vm.addKernelHashes()).isFalse();
        }

        assertThat(fixture.firmware.measured().isEmpty()).isTrue();
    }

    @Test
    void refusesHashesForAnImageWhoseAreaIsEmpty() {
        try (StartedVm vm = launch.vmm(withKernel("synth-x64.fd")).start()) {
            refused("SEV: guest firmware hashes table area is invalid (base=0x0 size=0x0)", vm::addKernelHashes);
        }
    }

    @Test
    void refusesHashesForAnImageWithoutATable() {
        VmmConfigBuilder config =
                VmmConfigBuilder.forFirmware(Bytes.zeros(8192)).directBoot(kernelAlone(Bytes.of(1)));
        try (StartedVm vm = launch.vmm(config).start()) {
            refused("SEV: kernel specified but guest firmware has no hashes table GUID", vm::addKernelHashes);
        }
    }

    @Test
    void refusesHashesBeyondTheMemory() {
        VmmConfig config = withKernel("synth-amdsev.fd").ramBytes(4 << 20).build();
        Vmm vmm = new Vmm(fixture.vmmLink(), fixture.process(), fixture.host.profile(), config);
        try (StartedVm vm = vmm.start()) {
            refused("SEV: cannot map hashes table guest memory area", vm::addKernelHashes);
        }
    }

    @Test
    void reportsFailuresOfTheLaterSteps() {
        try (StartedVm vm = launch.vmm(amdSev()).start()) {
            fixture.firmware.answer(CommandId.LAUNCH_UPDATE_DATA, SevStatus.INVALID_ADDRESS);
            refused("sev_launch_update_data: LAUNCH_UPDATE ret=-5 fw_error=9 'Invalid address'", vm::encryptFirmware);
            fixture.firmware.answer(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_GUEST_STATE);
            refused(
                    "sev_launch_get_measure: LAUNCH_MEASURE ret=-5 fw_error=2 'Guest state is invalid'",
                    vm::fetchMeasurement);
            fixture.firmware.answer(CommandId.LAUNCH_FINISH, SevStatus.INVALID_GUEST_STATE);
            refused("sev_launch_finish: LAUNCH_FINISH ret=-5 fw_error=2 'Guest state is invalid'", vm::finishLaunch);
            assertThat(vm.state()).isEqualTo(SevState.LAUNCH_UPDATE);
        }
    }
}
