package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.owner.TrustedRoots;
import org.junit.jupiter.api.Test;

class NewLaunchTest extends MachineFixture {
    private final RecordingListener listener = new RecordingListener();

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
        assertThat(listener.steps)
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
}
