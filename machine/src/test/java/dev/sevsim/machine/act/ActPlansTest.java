package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.RunningGuest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of one or more acts: which party notices them, and for those that none notices the reason. */
class ActPlansTest {
    private static final int NODBG = 1;
    private static final int NOSEND = 1 << 3;
    private static final int FROM_1_50 = 0x3201_0000;
    private static final Guid SECRET = Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b");

    private final List<String> answers = new ArrayList<>();

    private MachineSpec.Builder spec(String... acts) {
        HostSpec.Builder host = HostSpec.builder();
        for (String act : acts) {
            host.act(PlannedAct.parse(act));
        }
        return MachineSpec.builder().host(host.build()).seed(5);
    }

    private Machine assemble(MachineSpec spec) {
        Trace trace = event -> {
            if (event.kind().equals("host.act")) {
                answers.add(String.valueOf(event.fields().get("answers")));
            }
        };
        return Machine.of(spec).trace(trace).assemble();
    }

    private static void guest(MachineSpec.Builder spec, String kind) {
        spec.guest(guest -> {
            guest.run("cat /sys/kernel/security/secrets/coco/" + SECRET);
            switch (kind) {
                case "es" -> guest.sevEs();
                case "disk" -> guest.encryptedDisk().run("cat /proc/cmdline");
                case "nosend" -> guest.policy(new GuestPolicy(NODBG | NOSEND));
                case "open" -> guest.policy(new GuestPolicy(0));
                case "rollback-1.50" -> guest.policy(new GuestPolicy(NODBG | FROM_1_50));
                default -> assertThat(kind).isIn("plain", "rollback");
            }
        });
        if (kind.startsWith("rollback")) {
            spec.flaw(FirmwareFlaw.NO_ROLL_BACK_PROTECTION);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(resources = "plans.csv", delimiter = '|', quoteCharacter = '"')
    void hasItsOutcome(String kind, String acts, String outcome, String answered) {
        MachineSpec.Builder spec = spec(acts.split("\\s*;;\\s*", -1));
        guest(spec, kind);
        try (Machine machine = assemble(spec.build())) {
            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(machine.pendingActs()).isEmpty();
            assertThat(report.outcome()).startsWith(outcome);
            assertThat(report.outcome().equals("accepted")).isEqualTo(outcome.equals("accepted"));
            assertThat(answers).last().isEqualTo(answered);
        }
    }

    /** An act without a run would be one of which it is not shown what notices it. */
    @Test
    void runsEachAct() throws IOException {
        String plans = table("plans.csv") + table("outcomes.csv");
        List<String> elsewhere = List.of("save-page", "replay-page", "restore-page", "lose-message");

        assertThat(Acts.all().stream().map(Acts::nameOf).filter(name -> !elsewhere.contains(name)))
                .allSatisfy(name -> assertThat(plans).contains(": " + name));
    }

    private static String table(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ActPlansTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whether the host reads the secret after a guest was started. */
    private boolean hostReadsTheSecret(String kind, String... acts) {
        String text = "the host must not read this sentence";
        MachineSpec.Builder spec = spec(acts).owner(owner -> owner.secret(SECRET, text));
        guest(spec, kind);
        try (RunningGuest guest = Launch.start(assemble(spec.build()), LaunchListener.NONE)) {
            return guest.findInHostMemory(SecretBytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)))
                    .isPresent();
        }
    }

    /** A guest whose policy allows key sharing is read through a second guest of the host, and one that allows debugging directly. */
    @Test
    void readsAGuestThroughAGuestThatSharesItsKey() {
        String share = "before LAUNCH_MEASURE: launch-guest as=spy asid=200 share=guest.handle";
        String read = "before shell: debug-decrypt page=secrets handle=spy.handle";

        assertThat(hostReadsTheSecret("open", share, read)).isTrue();
        assertThat(answers)
                .containsExactly("LAUNCH_START with SUCCESS, ACTIVATE with SUCCESS", "DBG_DECRYPT with SUCCESS");
        assertThat(hostReadsTheSecret("open", "before shell: debug-decrypt page=secrets"))
                .isTrue();
        assertThat(hostReadsTheSecret("plain", share, "before shell: debug-decrypt page=secrets"))
                .isFalse();
        assertThat(answers).endsWith("LAUNCH_START with POLICY_FAILURE", "DBG_DECRYPT with POLICY_FAILURE");
    }

    /** A guest with a key of its own reads noise: section 8, row 10, needs the victim's ASID. */
    @Test
    void readsNothingThroughAGuestWithItsOwnKey() {
        assertThat(hostReadsTheSecret(
                        "plain",
                        "before LAUNCH_MEASURE: launch-guest as=spy asid=200",
                        "before shell: debug-decrypt page=secrets handle=spy.handle"))
                .isFalse();
        assertThat(answers).endsWith("DBG_DECRYPT with SUCCESS");
    }

    /** Each launch has its own session and measurement, so that messages of an earlier one are refused. */
    @ParameterizedTest
    @CsvSource({
        "owner.platform-certificates, OWNER",
        "owner.launch-measurement, FIRMWARE",
    })
    void refusesMessagesOfAnEarlierLaunch(String question, LaunchReport.Refusal.By by) {
        MachineSpec.Builder spec = spec(
                "after " + question + ": save-message as=earlier",
                "after " + question + " #2: replay-message from=earlier");
        guest(spec, "plain");
        try (Machine machine = assemble(spec.build())) {
            LaunchReport first = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
            LaunchReport second = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(machine.pendingActs()).isEmpty();
            assertThat(first.outcome()).isEqualTo("accepted");
            assertThat(second.refusal().map(LaunchReport.Refusal::by)).contains(by);
        }
    }
}
