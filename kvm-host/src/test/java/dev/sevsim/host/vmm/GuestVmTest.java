package dev.sevsim.host.vmm;

import static dev.sevsim.host.vmm.LaunchFixture.BUNDLE;
import static dev.sevsim.host.vmm.LaunchFixture.PACKET;
import static dev.sevsim.host.vmm.LaunchFixture.amdSev;
import static dev.sevsim.host.vmm.LaunchFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedFirmware;
import dev.sevsim.host.Vectors;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.1 to 5.4. */
class GuestVmTest {

    private final LaunchFixture launch = new LaunchFixture();
    private final HostFixture fixture = launch.host;

    @Test
    void refusesToInjectBeforeMeasuringAndAfterFinishing() {
        try (StartedVm vm = launch.vmm(amdSev()).start()) {
            refused("SEV: Not in correct state. (LSECRET) 1", () -> vm.injectSecret(PACKET, Optional.empty()));
            RunningVm running = vm.fetchMeasurement().finish();
            refused("SEV: Not in correct state. (LSECRET) 3", () -> running.injectSecret(PACKET, Optional.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"synth-x64.fd", "none"})
    void refusesToInjectWithoutASecretArea(String image) {
        Bytes firmware = image.equals("none") ? Bytes.zeros(4096) : Vectors.guestOwner(image);
        try (MeasuredVm vmm =
                launch.vmm(VmmConfigBuilder.forFirmware(firmware)).start().fetchMeasurement()) {
            refused(
                    "SEV: no secret area found in OVMF, gpa must be specified.",
                    () -> vmm.inject(PACKET, Optional.empty()));

            vmm.inject(PACKET, Optional.of(new GuestPhysical(0x5000)));
        }
        assertThat(fixture.commands()).contains("LAUNCH_SECRET");
    }

    @Test
    void reportsTheProblemOfAPacket() {
        try (MeasuredVm vmm = launch.vmm(amdSev()).start().fetchMeasurement()) {
            Optional<GuestPhysical> unmapped = Optional.of(new GuestPhysical(0x2000000));
            refused(
                    "SEV: Failed to decode sequence header",
                    () -> vmm.inject(new LaunchSecretPacket(Bytes.EMPTY, Bytes.zeros(16)), Optional.empty()));
            refused(
                    "SEV: Failed to decode data",
                    () -> vmm.inject(new LaunchSecretPacket(Bytes.zeros(0x34), Bytes.EMPTY), Optional.empty()));
            refused(
                    "SEV: Failed to calculate guest address: No memory is mapped at address 0x2000000",
                    () -> vmm.inject(PACKET, unmapped));
            fixture.firmware.answer(CommandId.LAUNCH_SECRET, SevStatus.BAD_MEASUREMENT);
            refused(
                    "SEV: failed to inject secret ret=-5 fw_error=11 'Bad measurement'",
                    () -> vmm.inject(PACKET, Optional.empty()));
        }
    }

    @Test
    void keepsTheMeasurementWhileTheGuestRuns() {
        try (StartedVm started = launch.vmm(amdSev()).start(BUNDLE)) {
            assertThat(started.launchMeasurement()).isEmpty();
            RunningVm running = started.fetchMeasurement().finish();

            assertThat(running.launchMeasurement()).contains(ScriptedFirmware.MEASUREMENT);
        }
    }
}
