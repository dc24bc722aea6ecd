package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.bus.Tap;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.host.vmm.RunBudget;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Launches end within their budget, also when a frame comes twice. */
@Timeout(300)
class RunBudgetTest {
    /** More than ten times what the default launch needs. */
    private static final long STEPS = 2_000;

    private static final int STEP = Boolean.getBoolean("sevsim.stress") ? 1 : 23;

    private static LaunchReport launchWith(Tap tap, MachineSpec.Builder spec) {
        try (Machine machine = Machine.of(spec.seed(3).build()).tap(tap).assemble()) {
            return Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
    }

    private static int frames() {
        int[] count = {0};
        LaunchReport report = launchWith(
                frame -> {
                    count[0]++;
                    return Verdict.pass();
                },
                MachineSpec.builder().maxSteps(STEPS));
        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        return count[0];
    }

    private static IntStream everyFrame() {
        int all = frames();
        return IntStream.concat(
                IntStream.iterate(1, frame -> frame <= all, frame -> frame + STEP), IntStream.rangeClosed(311, 319));
    }

    @ParameterizedTest(name = "frame {0}")
    @MethodSource("everyFrame")
    void endsWhenAFrameComesTwice(int twice) {
        int[] count = {0};
        Tap tap = frame -> ++count[0] == twice ? new Verdict.Duplicate() : Verdict.pass();

        LaunchReport report = launchWith(tap, MachineSpec.builder().maxSteps(STEPS));

        assertThat(count[0]).isBetween(twice, 30_000);
        assertThat(report.verdict() == LaunchReport.Verdict.ACCEPTED)
                .isEqualTo(report.reason().isEmpty());
    }

    @Test
    void namesTheBudgetAndWhatRanLast() {
        LaunchReport report =
                launchWith(frame -> Verdict.pass(), MachineSpec.builder().maxSteps(20));

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.GUEST_FAILED);
        assertThat(report.reason().orElseThrow())
                .isEqualTo("the guest used up its budget (20 steps, --max-steps, without waiting for input; "
                        + "last: OUT to port 0x514)");
    }

    @Test
    void boundsSimulatedTime() {
        Tap slow = tapped -> {
            Frame frame = tapped.envelope().map(envelope -> envelope.frame()).orElse(null);
            return frame instanceof VcpuExit ? new Verdict.Delay(Duration.ofMillis(100)) : Verdict.pass();
        };

        LaunchReport report = launchWith(slow, MachineSpec.builder().maxTime(Duration.ofSeconds(2)));

        assertThat(report.reason().orElseThrow()).contains("2 s of simulated time, --max-time", "last: ");
    }

    @Test
    void countsAnewAfterEachWaitForInput() {
        MachineSpec spec = MachineSpec.builder().seed(3).maxSteps(200).build();
        try (Machine machine = Machine.assemble(spec)) {
            RunningGuest guest = machine.newLaunch().start().measure().attest().finish();

            assertThat(guest.letRun()).isTrue();
            for (int i = 0; i < 100; i++) {
                assertThat(guest.type("echo " + i)).contains(i + "\n");
            }
        }
    }

    @Test
    void takesNoEmptyBudget() {
        assertThatThrownBy(() -> RunBudget.DEFAULT.withSteps(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RunBudget.DEFAULT.withTime(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
