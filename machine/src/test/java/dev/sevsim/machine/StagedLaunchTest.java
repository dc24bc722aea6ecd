package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.vmm.SevState;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.owner.TrustedRoots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link NewLaunch}, {@link StartedLaunch}, {@link MeasuredLaunch} and {@link RunningGuest} one after the other. */
class StagedLaunchTest {
    private final List<String> steps = new ArrayList<>();
    private final Machine machine =
            Machine.assemble(MachineSpec.builder().seed(3).build());

    private final LaunchListener listener = new LaunchListener() {
        @Override
        public void step(String who, String what) {
            steps.add(who + ": " + what);
        }
    };

    @AfterEach
    void switchOff() {
        machine.close();
    }

    @Test
    void exportsTheCertificatesWithAmdsChain() {
        PlatformCertificates certificates = machine.newLaunch().certificates();

        assertThat(certificates.pdh().length()).isEqualTo(2084);
        assertThat(certificates.chain().length()).isEqualTo(3 * 2084);
        assertThat(certificates.ca())
                .isEqualTo(Bytes.concat(
                        machine.amd().ask().encode(), machine.amd().ark().encode()));
    }

    @Test
    void reportsEachStepOnce() {
        RunningGuest guest =
                machine.newLaunch(listener).start().measure().attest().finish();

        assertThat(guest.isRunning()).isTrue();
        assertThat(steps)
                .hasSize(10)
                .satisfiesExactly(
                        step -> assertThat(step).startsWith("platform: Milan, firmware API 1.55 build 24"),
                        step -> assertThat(step).startsWith("owner: "),
                        step -> assertThat(step).isEqualTo("owner: launch session made for this platform's PDH"),
                        step -> assertThat(step).startsWith("host: KVM_SEV_INIT, LAUNCH_START, ACTIVATE"),
                        step -> assertThat(step).startsWith("host: LAUNCH_UPDATE_DATA: OVMF image, 262144 bytes"),
                        step -> assertThat(step).startsWith("host: LAUNCH_UPDATE_DATA: hashes"),
                        step -> assertThat(step).startsWith("firmware: LAUNCH_MEASURE: "),
                        step -> assertThat(step).startsWith("owner: measurement accepted: launch digest "),
                        step -> assertThat(step).startsWith("host: LAUNCH_SECRET: packet of "),
                        step -> assertThat(step).isEqualTo("host: LAUNCH_FINISH: the guest runs"));
    }

    @Test
    void showsTheStateOfTheLaunch() {
        StartedLaunch started = machine.newLaunch().start();
        SevState updating = started.sevInfo().state();
        MeasuredLaunch measured = started.measure();
        LaunchMeasurement measurement = measured.measurement();

        assertThat(updating).isEqualTo(SevState.LAUNCH_UPDATE);
        assertThat(measured.sevInfo().state()).isEqualTo(SevState.LAUNCH_SECRET);
        assertThat(measured.finish().sevInfo().state()).isEqualTo(SevState.RUNNING);
        assertThat(measurement.measurement().length()).isEqualTo(48);
        assertThat(measurement.apiMajor()).isEqualTo(1);
        assertThat(measurement.apiMinor()).isEqualTo(55);
    }

    @Test
    void refusesAPacketThatIsNotOfThisLaunch() {
        MeasuredLaunch measured = machine.newLaunch().start().measure();

        assertThatThrownBy(() -> measured.inject(new LaunchSecretPacket(Bytes.zeros(52), Bytes.zeros(64))))
                .isInstanceOf(VmmException.class);
    }

    @Test
    void stopsWhenTheOwnerDoesNotTrustThePlatform() {
        MachineSpec distrusting = MachineSpec.builder()
                .seed(3)
                .owner(owner -> owner.roots(TrustedRoots.none()))
                .build();

        LaunchReport report = Launch.run(distrusting);

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThat(report.measurement()).isEmpty();
        assertThat(report.reason())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("the owner refused: "));
    }

    @Test
    void findsSecretsInTheGuestsViewAlone() {
        RunningGuest guest = machine.newLaunch().start().measure().attest().finish();
        SecretBytes secret = DefaultSecrets.entries().get(0).data();

        assertThat(guest.letRun()).isTrue();
        assertThat(guest.guestMemory().find(secret)).isPresent();
        assertThat(guest.findInHostMemory(secret)).isEmpty();
    }

    @Test
    void endsAGuestOnce() {
        RunningGuest guest = machine.newLaunch().start().measure().attest().finish();

        LaunchReport report = guest.shutDown();

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(guest.shutDown()).isSameAs(report);
        assertThat(guest.isRunning()).isFalse();
        assertThatThrownBy(() -> guest.type("ls"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the guest does not run any more");
    }
}
