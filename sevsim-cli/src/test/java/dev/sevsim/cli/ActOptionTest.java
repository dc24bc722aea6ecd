package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActOptionTest {
    @Test
    void letsTheHostBeHostile() {
        CapturedRun run = CapturedRun.of(
                "launch", "--act", "before owner.launch-measurement: change-message part=measurement offset=0 mask=1");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("the owner refused: measurement refused");
    }

    @Test
    void reportsAnActThatWasNotDone() {
        CapturedRun run = CapturedRun.of("launch", "--act", "before RECEIVE_START: skip-command");

        assertThat(run.out()).contains("verdict: accepted");
        assertThat(run.status()).isEqualTo(11);
        assertThat(run.err())
                .contains("act before RECEIVE_START: skip-command was not done: its point was not reached");
    }

    @Test
    void listsWhatWasNotDoneInTheReport() {
        CapturedRun run = CapturedRun.of(
                "launch", "--json", "--act", "before RECEIVE_START: skip-command", "--fault", "LAUNCH_MEASURE:9:drop");

        assertThat(run.out())
                .contains(
                        "\"verdict\":\"accepted\",\"notDone\":[",
                        "\"fault LAUNCH_MEASURE:9:drop never happened: the run had no such frame, or none that it changes\"",
                        "\"act before RECEIVE_START: skip-command was not done: its point was not reached\"");
        assertThat(run.err()).hasLineCount(2);
        assertThat(run.status()).isEqualTo(11);
    }

    @Test
    void refusesTextsThatAreNoActs() {
        CapturedRun run = CapturedRun.of("launch", "--act", "before LAUNCH: skip-command");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "--act 'LAUNCH' is no firmware command, ioctl, owner message, VMRUN, exit, boot phase or QMP command, did you mean LAUNCH_START");
    }
}
