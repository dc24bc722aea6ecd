package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchRefusedException;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.RunningGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SevSimulatorTest {
    private final TestRun run = new TestRun(7, Settings.DEFAULT);
    private final SevSimulator simulator = new SevSimulator(run);

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void describesMachinesWithItsSeedAndTheOptionsThatAreGiven() {
        LaunchReport report = simulator
                .launch(l ->
                        l.generation(ChipGeneration.GENOA).policy(0x5).vcpus(2).run("nproc"))
                .report();

        assertThat(report.seed()).hasValue(7);
        assertThat(report.policy()).isEqualTo(new GuestPolicy(0x5));
        assertThat(report.vcpus()).isEqualTo(2);
        assertThat(report.build()).isEqualTo(25);
        assertThat(report.console()).contains("nproc");
        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
    }

    @Test
    void reportsStepsAndTheReasonOfARefusal() {
        List<String> parties = new ArrayList<>();
        LaunchListener listener = new LaunchListener() {
            @Override
            public void step(String who, String what) {
                parties.add(who);
            }
        };

        LaunchReport report = simulator
                .launch(
                        simulator
                                .spec()
                                .guest(guest -> guest.policy(new GuestPolicy(0x41)))
                                .build(),
                        listener)
                .report();

        assertThat(report.outcome())
                .isEqualTo(
                        "refused by firmware: sev_launch_start: LAUNCH_START ret=1 fw_error=7 'Policy is not allowed'");
        assertThat(parties).containsExactly("platform", "owner", "owner");
        assertThat(simulator.launch().report().outcome()).isEqualTo("accepted");
    }

    @Test
    void tapsEveryLinkOfMachinesThatAreAssembledLater() {
        List<TappedFrame> early = new ArrayList<>();
        List<TappedFrame> late = new ArrayList<>();
        simulator.tap(recording(early));
        Machine first = simulator.assemble(simulator.spec().build());
        int ofTheFirst = early.size();
        simulator.tap(recording(late));
        Machine second = simulator.assemble(simulator.spec().build());

        assertThat(first).isNotSameAs(second);
        assertThat(late).hasSize(ofTheFirst).isNotEmpty();
        assertThat(early).hasSize(2 * ofTheFirst);
        assertThat(late).anyMatch(frame -> frame.to() == Party.PSP);
    }

    @Test
    void startsAGuestThatRuns() throws IOException {
        RunningGuest guest = simulator.start(simulator.spec().build());

        assertThat(guest.isRunning()).isTrue();
        assertThat(Files.readString(guest.files().getPath("/proc/cmdline"))).isNotBlank();
    }

    @Test
    void reportsARefusalOfALaunchAndThrowsItAtAStart() {
        GuestPolicy unknownBit = new GuestPolicy(0x41);

        LaunchReport report = simulator
                .launch(simulator
                        .spec()
                        .guest(guest -> guest.policy(unknownBit))
                        .build())
                .report();

        assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        assertThatThrownBy(() -> simulator.start(simulator
                        .spec()
                        .guest(guest -> guest.policy(unknownBit))
                        .build()))
                .isInstanceOf(LaunchRefusedException.class);
    }

    @Test
    void switchesMachinesOffWhenItIsClosed(@TempDir Path directory) {
        Path first = directory.resolve("first.jsonl");
        Path second = directory.resolve("second.jsonl");
        var unused = simulator.launch(simulator.spec().trace(first).build());
        RunningGuest guest = simulator.start(simulator.spec().trace(second).build());
        assertThat(first).doesNotExist();

        run.close();

        assertThat(first).isNotEmptyFile();
        assertThat(second).isNotEmptyFile();
        assertThat(guest.console()).isNotEmpty();
        run.close();
    }

    @Test
    void searchesLaunchesForTexts() {
        var launch = simulator.searchFor(EmbeddedKernel.COMMAND_LINE).launch(l -> l.run("cat /proc/cmdline"));

        assertThat(launch.leaks()).anyMatch(leak -> leak.description().contains(EmbeddedKernel.COMMAND_LINE));
    }

    private static Tap recording(List<TappedFrame> frames) {
        return frame -> {
            frames.add(frame);
            return Verdict.pass();
        };
    }
}
