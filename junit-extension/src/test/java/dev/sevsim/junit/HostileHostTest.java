package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.act.Acts;
import dev.sevsim.machine.act.Point;
import dev.sevsim.scenario.LaunchResult;
import dev.sevsim.scenario.expect.HostNeverSees;
import dev.sevsim.scenario.leak.Leak;
import org.junit.jupiter.api.Test;

@SevTest(seed = 7)
class HostileHostTest {
    private static final String TAMPER = "before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector";

    @Test
    void actsOnMachinesThatAreDescribedLater(SevSimulator sev, HostileHost host) {
        LaunchResult before = sev.launch();
        host.act(TAMPER);
        LaunchResult after = sev.launch();

        assertThat(before.report().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(after.report().refusal().map(Refusal::by)).hasValue(Refusal.By.OWNER);
    }

    @Test
    void searchesForAPrivatePageOfEachGuest(SevSimulator sev) {
        LaunchResult launch = sev.launch();

        assertThat(launch.searchedKinds()).contains(Leak.Kind.PRIVATE_PAGES);
        assertThat(launch.check(new HostNeverSees(Leak.Kind.PRIVATE_PAGES))).isEmpty();
    }

    @Test
    void takesActsAsObjects(SevSimulator sev, HostileHost host, Trace trace) {
        host.at(
                Point.before("LAUNCH_UPDATE_DATA"),
                Acts.parse("save-page page=reset-vector as=image"),
                Acts.parse("flip-bit page=reset-vector"));

        assertThat(sev.launch().report().verdict()).isEqualTo(Verdict.REFUSED);
        assertThat(trace.kind("host.act").events()).hasSize(2);
    }

    @Test
    void refusesTextsThatAreNoActs(HostileHost host) {
        assertThatThrownBy(() -> host.act("before LAUNCH_FINISH")).hasMessageContaining("is not POINT: ACT");
        assertThatThrownBy(() -> host.fault("LAUNCH")).isInstanceOf(IllegalArgumentException.class);
    }
}
