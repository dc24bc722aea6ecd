package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.RunningGuest;
import dev.sevsim.machine.TraceFile;
import dev.sevsim.scenario.leak.Leak;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    private static final String SECRET = "s3cret-of-the-owner";

    private final Watch watch = new Watch();

    @Test
    void takesAQueryForALengthForNoError() {
        LaunchResult launch = launch(MachineSpec.builder().seed(7).build());

        assertThat(launch.firmware()).extracting(Answer::text).contains("INVALID_LENGTH");
        assertThat(launch.errors().unexpected()).isEmpty();
        assertThat(launch.firstRefusal()).isEmpty();
    }

    @Test
    void listsErrorsUntilTheyAreExpected() {
        LaunchResult launch = launch(MachineSpec.builder().seed(7).policy(0x41).build());

        assertThat(launch.errors().unexpected())
                .extracting(Answer::name, Answer::text)
                .containsExactly(tuple("LAUNCH_START", "POLICY_FAILURE"));
        assertThat(launch.firstRefusal().map(LaunchResult::refusalText).orElse(""))
                .startsWith("psp LAUNCH_START POLICY_FAILURE: ");

        launch.errors().expectAll();

        assertThat(launch.errors().unexpected()).isEmpty();
    }

    @Test
    void findsWhatTheGuestPrints() {
        watch.searchFor("Linux");
        LaunchResult launch = launch(MachineSpec.builder()
                .seed(7)
                .secret("offline-keys", SECRET)
                .run("cat /sys/kernel/security/secrets/coco/*", "uname")
                .build());

        assertThat(launch.leaksOf(bytes(SECRET)).orElseThrow())
                .extracting(Leak::place)
                .contains(Leak.Place.CONSOLE, Leak.Place.MEMORY);
        assertThat(launch.leaksOf(bytes("Linux")).orElseThrow()).isNotEmpty();
        assertThat(launch.searchedKinds()).contains(Leak.Kind.TEXT, Leak.Kind.SECRETS, Leak.Kind.KEYS);
    }

    @Test
    void tellsTextsThatWereNotSearchedForFromThoseThatWereNotFound() {
        LaunchResult launch = launch(MachineSpec.builder()
                .seed(7)
                .secret("offline-keys", SECRET)
                .run("uname")
                .build());

        assertThat(launch.leaksOf(bytes(SECRET)).orElseThrow()).isEmpty();
        assertThat(launch.leaksOf(bytes("another"))).isEmpty();
    }

    @Test
    void writesTheTraceThatTheMachineWrites(@TempDir Path folder) throws Exception {
        MachineSpec spec = MachineSpec.builder().seed(7).build();
        LaunchResult unused = launch(spec);
        Path written = folder.resolve("written.jsonl");
        watch.write(written, spec);
        Path byTheMachine = folder.resolve("machine.jsonl");
        var report = Launch.run(spec.withTrace(byTheMachine));

        RecordedRun run = TraceFile.read(written);
        assertThat(report.refusal()).isEmpty();
        assertThat(run.records()).isEqualTo(TraceFile.read(byTheMachine).records());
        assertThat(run.inputs()).isEqualTo(TraceFile.read(byTheMachine).inputs());
    }

    /** The bytes that were searched for were in the guest's memory: its view of it has them, and the host's has not. */
    @Test
    void searchesForAPrivatePageOfTheGuest() {
        try (Machine machine =
                watch.assemblyOf(MachineSpec.builder().seed(7).build()).assemble()) {
            Observed observed = watch.begin(machine);
            RunningGuest guest = Launch.boot(machine, watch.listening(LaunchListener.NONE));
            guest.typeAll(List.of());
            SecretBytes content =
                    SecretBytes.of(SeededRandom.of(7).split("private").bytes(32));

            assertThat(guest.guestMemory().find(content)).isPresent();
            assertThat(guest.hostMemory().find(content)).isEmpty();
            LaunchResult launch = watch.result(observed, guest.shutDown());
            assertThat(launch.leaksOf(content).orElseThrow()).isEmpty();
            assertThat(launch.searchedKinds()).contains(Leak.Kind.PRIVATE_PAGES);
            assertThat(launch.console()).doesNotContain("keep-private");
        }
    }

    private LaunchResult launch(MachineSpec spec) {
        try (Machine machine = watch.assemblyOf(spec).assemble()) {
            Observed observed = watch.begin(machine);
            return watch.result(observed, Launch.run(machine, watch.listening(LaunchListener.NONE), Keyboard.NONE));
        }
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.of(Bytes.ofUtf8(text));
    }
}
