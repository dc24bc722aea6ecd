package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.PlatformState;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.machine.act.Acts;
import dev.sevsim.machine.act.Point;
import dev.sevsim.scenario.LaunchResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parameters of a test act on each other. */
@SevTest(seed = 7)
class ParametersTest {
    private static final String TAMPER = "before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector";

    @Test
    void hostActsOnMachinesThatAreDescribedLater(SevSimulator sev, HostileHost host) {
        LaunchResult before = sev.launch();
        host.act(TAMPER);
        LaunchResult after = sev.launch();

        assertThat(before.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(after.report().refusal().map(Refusal::by)).hasValue(Refusal.By.OWNER);
    }

    @Test
    void hostTakesActsAsObjects(SevSimulator sev, HostileHost host, Trace trace) {
        host.at(
                Point.before("LAUNCH_UPDATE_DATA"),
                Acts.parse("save-page page=reset-vector as=image"),
                Acts.parse("flip-bit page=reset-vector"));

        assertThat(sev.launch().report().verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(trace.kind("host.act").events()).hasSize(2);
    }

    @Test
    void hostRefusesTextsThatAreNoActs(HostileHost host) {
        assertThatThrownBy(() -> host.act("before LAUNCH_FINISH")).hasMessageContaining("is not POINT: ACT");
        assertThatThrownBy(() -> host.fault("LAUNCH")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ownerInjectsItsSecrets(SevSimulator sev, GuestOwner owner) throws IOException {
        owner.secret("offline-keys", "s3cret");

        RunningGuest guest = sev.start();

        assertThat(Files.readString(
                        guest.file("/sys/kernel/security/secrets/coco/e6f5a162-d67f-4750-a67c-5d065f2a9910")))
                .isEqualTo("s3cret");
        assertThat(owner.lastVerdict()).hasValue(new GuestOwner.Verdict(true, ""));
    }

    @Test
    void ownerExpectsItsOwnCopies(SevSimulator sev, GuestOwner owner) {
        assertThat(owner.lastVerdict()).isEmpty();
        owner.expectAppend("console=ttyS0 debug").noSecrets();

        LaunchResult other = sev.launch(l -> l.append("console=ttyS0"));
        GuestOwner.Verdict refused = owner.lastVerdict().orElseThrow();
        LaunchResult same = sev.launch(l -> l.append("console=ttyS0 debug"));

        assertThat(other.report().refusal().map(Refusal::by)).hasValue(Refusal.By.OWNER);
        assertThat(refused.accepted()).isFalse();
        assertThat(other.report().reason().orElse("")).endsWith(refused.reason());
        assertThat(same.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(owner.lastVerdict()).hasValue(new GuestOwner.Verdict(true, ""));
    }

    @Test
    void platformIsTheSameInEveryMachine(SevSimulator sev, Platform platform) {
        Bytes chip = platform.chipId();
        Bytes first = platform.certificates().pdh().content().encode();
        LaunchResult launch = sev.launch();
        Bytes second = platform.certificates().pdh().content().encode();
        platform.generatePdh();
        Bytes third = platform.certificates().pdh().content().encode();
        LaunchResult again = sev.launch();

        assertThat(launch.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(second).isEqualTo(first);
        assertThat(third).isNotEqualTo(first);
        assertThat(again.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(platform.certificates().pdh().content().encode()).isEqualTo(third);
        assertThat(platform.chipId()).isEqualTo(chip);
    }

    @Test
    void platformIsReset(Platform platform) {
        Bytes before = platform.certificates().pek().content().encode();

        platform.reset();

        assertThat(platform.state()).isEqualTo(PlatformState.UNINIT);
        assertThat(platform.certificates().pek().content().encode()).isNotEqualTo(before);
    }

    @Test
    void traceHasFilters(SevSimulator sev, Trace trace) {
        var first = sev.launch();
        var second = sev.launch(l -> l.vcpus(2));

        assertThat(trace.firmware("LAUNCH_FINISH").records()).hasSize(2);
        assertThat(trace.lastMachine().firmware("LAUNCH_FINISH").records())
                .hasSize(1)
                .isEqualTo(trace.lastMachine()
                        .kind("firmware.command")
                        .with("command", "LAUNCH_FINISH")
                        .outcome("SUCCESS")
                        .records());
        List<TraceRecord> ofTheOwner = trace.from("owner").lastMachine().records();
        assertThat(ofTheOwner)
                .isNotEmpty()
                .allMatch(record -> record.event().from().equals("owner"));
        assertThat(trace.refusals().outcome("INVALID_LENGTH").events()).isNotEmpty();
        assertThat(trace.lastMachine().records()).isEqualTo(second.records());
    }

    @Test
    void launchesAreSearchedForTexts(SevSimulator sev) {
        var launch = sev.searchFor(EmbeddedKernel.COMMAND_LINE).launch(l -> l.run("cat /proc/cmdline"));

        assertThat(launch.leaks()).anyMatch(leak -> leak.description().contains(EmbeddedKernel.COMMAND_LINE));
    }
}
