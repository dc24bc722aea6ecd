package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.OwnerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActRunnerTest {
    private static final Guid SECRET = Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b");

    private final List<TraceEvent> acts = new ArrayList<>();

    private record Run(LaunchReport report, List<ActRunner.Missed> missed) {
        String outcome() {
            return report.outcome();
        }
    }

    private Run run(String... planned) {
        return run(owner -> {}, planned);
    }

    private Run run(Consumer<OwnerSpec.Builder> owner, String... planned) {
        HostSpec.Builder host = HostSpec.builder();
        Arrays.stream(planned).map(PlannedAct::parse).forEach(host::act);
        Trace trace = event -> {
            if (event.kind().equals("host.act")) {
                acts.add(event);
            }
        };
        MachineSpec spec = MachineSpec.builder()
                .host(host.build())
                .guest(guest -> guest.run("cat /sys/kernel/security/secrets/coco/" + SECRET))
                .owner(owner)
                .seed(5)
                .build();
        try (Machine machine = Machine.of(spec).trace(trace).assemble()) {
            return new Run(Launch.run(machine, LaunchListener.NONE, Keyboard.NONE), machine.pendingActs());
        }
    }

    /**
     * Who notices what. A command that the host repeats does no harm, and neither does a page that moves to where it is: both
     * areas are on one page.
     */
    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "outcomes.csv", delimiter = '|', quoteCharacter = '"')
    void isNoticedByTheRightParty(String act, String outcome) {
        Run run = run(act);

        assertThat(run.missed()).isEmpty();
        assertThat(run.outcome()).startsWith(outcome);
        assertThat(run.outcome().startsWith("accepted")).isEqualTo(outcome.equals("accepted"));
    }

    /** Points of two texts can be one event: what the first act has answered is not sent, so that the second changes nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "before LAUNCH_SECRET #1..: hold-command as=secret",
                "before LAUNCH_SECRET: change-field field=GUEST_LEN value=17",
                "before LAUNCH_SECRET: corrupt-message offset=0 mask=1"
            })
    void doesNothingToARequestThatAnEarlierActHasAnswered(String later) {
        Run run = run("before LAUNCH_SECRET: skip-command", later);

        assertThat(run.missed())
                .extracting(ActRunner.Missed::why)
                .containsExactly("an earlier act has answered LAUNCH_SECRET already");
    }

    /** A block of a secret that decrypts to noise, before the kernel makes the file and before a process reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"after LAUNCH_SECRET", "before VMRUN #20", "before VMRUN #90"})
    void noticesASecretThatIsReadAltered(String point) {
        noticesAnAlteredSecret(owner -> owner.secret(SECRET, "a".repeat(112)), point);
    }

    @Test
    void noticesASecretOfAReadyMadeTableThatIsReadAltered() {
        Bytes table = Bytes.concat(
                SecretTable.HEADER.toWire(),
                Bytes.u32Le(20 + 20 + 112),
                SECRET.toWire(),
                Bytes.u32Le(20 + 112),
                Bytes.ofAscii("a".repeat(112)));

        noticesAnAlteredSecret(
                owner -> owner.secrets(new OwnerSpec.Secrets(List.of(), Optional.of(table))), "after LAUNCH_SECRET");
    }

    private void noticesAnAlteredSecret(Consumer<OwnerSpec.Builder> owner, String point) {
        Run run = run(owner, point + ": flip-bit page=secrets+100 bit=0");

        assertThat(run.missed()).isEmpty();
        assertThat(run.outcome())
                .isEqualTo("secrets-not-arrived: the guest has read another content than was injected: " + SECRET);
    }

    @Test
    void replaysAnOldPage() {
        Run run = run(
                "before LAUNCH_SECRET: save-page page=secrets as=empty",
                "before LAUNCH_FINISH: replay-page from=empty page=secrets");

        assertThat(run.missed()).isEmpty();
        assertThat(run.report().verdict()).isEqualTo(LaunchReport.Verdict.SECRETS_NOT_ARRIVED);
    }

    @Test
    void undoesARedirection() {
        Run run = run("before LAUNCH_FINISH: hide-page page=secrets", "before VMRUN: restore-page page=secrets");

        assertThat(run.missed()).isEmpty();
        assertThat(run.report().verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
    }

    @Test
    void recordsEachActAndItsPoint() {
        Run run = run("before VMRUN #2..: hide-page page=secrets+0x3");

        assertThat(acts).hasSizeGreaterThan(2);
        assertThat(acts.get(0).fields())
                .containsEntry("point", "before VMRUN #2..")
                .containsEntry("act", "hide-page page=secrets+0x3");
        assertThat(acts.get(0).outcome()).isEmpty();
        assertThat(run.missed()).isEmpty();
    }

    @Test
    void reportsActsThatWereNotDone() {
        Run run = run(
                "before RECEIVE_START: skip-command",
                "before LAUNCH_START: hide-page page=secrets",
                "before LAUNCH_MEASURE: replay-page from=later page=secrets",
                "before KVM_RUN: save-page page=secrets as=later",
                "before VMRUN: hide-page page=0xffffff000000",
                "before VMRUN: change-asid asid=0x100000000",
                "before LAUNCH_SECRET: change-field field=GUEST_LEN value=0x1000000d0",
                "before owner.launch-measurement: change-message part=pdh offset=0 mask=1");

        assertThat(run.report().verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(run.missed())
                .extracting(ActRunner.Missed::why)
                .containsExactly(
                        "its point was not reached",
                        "the guest has no memory before LAUNCH_START",
                        "nothing was saved as later",
                        "the guest has no memory at 0xffffff000000",
                        "asid 0x100000000 does not fit 32 bits",
                        "0x1000000d0 does not fit GUEST_LEN of 4 bytes",
                        "owner.launch-measurement has no part pdh, expected one of [measurement]");
    }

    /** A run with an act that changes nothing would show nothing about it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            before VMRUN: alias-page page=secrets to=hashes | the frame of secrets would not be changed: it is so already
            before VMRUN: swap-pages first=secrets second=secrets+8 | the frame of secrets would not be changed
            before VMRUN: restore-page page=secrets | the frame of secrets would not be changed
            before LAUNCH_FINISH: copy-page page=secrets to=secrets | the page that is written would not be changed
            before LAUNCH_MEASURE: write-page page=0x900000 content=0000 | 0x900000 would not be changed
            before LAUNCH_MEASURE: swap-blocks page=0x900000 first=0 second=1 | 0x900000 would not be changed
            before LAUNCH_FINISH: change-field field=handle value=guest.handle | handle would not be changed
            after LAUNCH_FINISH: answer-status status=SUCCESS | the status would not be changed
            before VMRUN: change-asid asid=guest.asid | the ASID would not be changed
            before LAUNCH_SECRET: truncate-message bytes=1000000 | the message would not be changed
            before LAUNCH_MEASURE: launch-guest as=spy asid=7 | guest spy has no ASID 7: ACTIVATE with INVALID_ASID
            before LAUNCH_MEASURE: launch-guest as=spy asid=100000 | guest spy has no ASID 100000: ACTIVATE with INVALID_ASID
            before LAUNCH_MEASURE: launch-guest as=spy asid=0x1000000c8 | 0x1000000c8 does not fit ASID of 4 bytes
            before shell: send-guest as=copy page=secrets asid=7 | guest copy has no ASID 7: ACTIVATE with INVALID_ASID
            before VMRUN: lie-e820 base=0 length=0x10000000 type=RAM | etc/e820 would not be changed
            """)
    void doesNotCountActsWithoutEffect(String planned, String why) {
        Run run = run(planned);

        assertThat(run.report().verdict()).isEqualTo(LaunchReport.Verdict.ACCEPTED);
        assertThat(run.missed())
                .extracting(ActRunner.Missed::why)
                .singleElement()
                .asString()
                .startsWith(why);
    }
}
