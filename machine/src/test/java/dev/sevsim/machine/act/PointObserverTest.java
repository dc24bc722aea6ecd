package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.cpu.BootPhase;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.MemoryTrace;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointObserverTest {
    private static final MachineSpec SPEC = spec();

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static MachineSpec spec(String... acts) {
        HostSpec.Builder host = HostSpec.builder();
        for (String act : acts) {
            host.act(PlannedAct.parse(act));
        }
        return MachineSpec.builder()
                .host(host.build())
                .guest(guest -> guest.run("cat /proc/cmdline"))
                .seed(5)
                .build();
    }

    private static List<TraceRecord> trace(List<String> points) {
        MemoryTrace trace = new MemoryTrace(new SimClock());
        Machine.Assembly assembly = Machine.of(SPEC).trace(trace);
        points.forEach(point -> assembly.at(Point.parse(point), event -> {}));
        try (Machine machine = assembly.assemble()) {
            LaunchReport unused = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
            assertThat(machine.unreachedPoints()).isEmpty();
        }
        return trace.records();
    }

    @Test
    void changesNothing() {
        List<TraceRecord> observed = trace(List.of("before VMRUN #1..", "after LAUNCH_START", "before KVM_RUN #2"));

        assertThat(observed).isEqualTo(trace(List.of())).isNotEmpty();
    }

    @Test
    void isCalledAtEachMatchingPointWithTheEvent() {
        List<Event> events = new ArrayList<>();
        try (Machine machine = Machine.of(SPEC)
                .at(Point.parse("after LAUNCH_SECRET"), events::add)
                .at(Point.parse("before KVM_SEV_LAUNCH_UPDATE_DATA #1.."), events::add)
                .at(Point.parse("before RECEIVE_START"), events::add)
                .assemble()) {
            assertThat(machine.unreachedPoints()).hasSize(3);

            LaunchReport unused = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(machine.unreachedPoints()).containsExactly(Point.before("RECEIVE_START"));
        }
        assertThat(events)
                .extracting(event -> event.names().get(0))
                .containsExactly("KVM_SEV_LAUNCH_UPDATE_DATA", "KVM_SEV_LAUNCH_UPDATE_DATA", "LAUNCH_SECRET");
        Event secret = events.get(2);
        assertThat(secret.request(MailboxCommand.class).map(MailboxCommand::id))
                .hasValue(CommandId.LAUNCH_SECRET.code());
        assertThat(secret.answer(MailboxResponse.class).map(MailboxResponse::status))
                .hasValue(SevStatus.SUCCESS.code());
    }

    /** Each phase is a point, in the order of the boot; a started kernel does not return, and no volume is opened. */
    @Test
    void observesThePhasesOfABoot() {
        List<String> phases = new ArrayList<>();
        Machine.Assembly assembly = Machine.of(SPEC);
        for (BootPhase phase : BootPhase.values()) {
            assembly.at(Point.before(phase.label()), event -> phases.add("+" + phase.label()));
            assembly.at(Point.after(phase.label()), event -> phases.add("-" + phase.label()));
        }
        try (Machine machine = assembly.assemble()) {
            LaunchReport unused = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(machine.unreachedPoints())
                    .extracting(Point::toString)
                    .containsExactly("before cryptomount", "after cryptomount", "after StartImage");
        }
        assertThat(String.join(" ", phases))
                .isEqualTo("+ResetVector -ResetVector +SecretPei -SecretPei +SecretDxe -SecretDxe +BlobVerifier"
                        + " -BlobVerifier +StartImage +ExitBootServices -ExitBootServices +start_kernel -start_kernel"
                        + " +efi_secret.probe -efi_secret.probe +shell -shell");
    }

    /** The fields of an answer are those that the receiver has left. */
    @Test
    void decodesTheAnswer() {
        List<Event> events = new ArrayList<>();
        try (Machine machine = Machine.of(SPEC)
                .at(Point.after("LAUNCH_START").where("status", "SUCCESS").where("handle", 1), events::add)
                .at(Point.after("owner.launch-measurement").where("answer", "owner.launch-secret"), events::add)
                .at(Point.parse("after LAUNCH_MEASURE where status=INVALID_LENGTH"), events::add)
                .at(Point.parse("after KVM_SEV_LAUNCH_MEASURE where errno=EIO status=INVALID_LENGTH"), events::add)
                .assemble()) {
            LaunchReport unused = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);
        }
        assertThat(events)
                .extracting(event -> event.text("status").orElse("none"))
                .containsExactly("SUCCESS", "INVALID_LENGTH", "INVALID_LENGTH", "none");
    }

    /** QEMU probes SEV with a null argument, which has no command in it. */
    @Test
    void namesAnIoctlWithoutAnArgument() {
        List<List<String>> names = new ArrayList<>();
        try (Machine machine = Machine.of(SPEC)
                .at(Point.before("KVM_MEMORY_ENCRYPT_OP"), event -> names.add(event.names()))
                .assemble()) {
            assertThat(machine.newLaunch().capabilities().pdh().isEmpty()).isFalse();
        }
        assertThat(names).containsExactly(List.of("KVM_MEMORY_ENCRYPT_OP"));
    }

    /** What was done at the point is not seen by its observer. */
    @Test
    void comesBeforeTheActsOfItsPoint() {
        List<Optional<MailboxResponse>> seen = new ArrayList<>();
        try (Machine machine = Machine.of(spec("after LAUNCH_FINISH: answer-status status=INVALID_LENGTH"))
                .at(Point.after("LAUNCH_FINISH"), event -> seen.add(event.answer(MailboxResponse.class)))
                .assemble()) {
            LaunchReport report = Launch.run(machine, LaunchListener.NONE, Keyboard.NONE);

            assertThat(report.verdict()).isEqualTo(LaunchReport.Verdict.REFUSED);
        }
        assertThat(seen).containsExactly(Optional.of(MailboxResponse.of(SevStatus.SUCCESS)));
    }

    /** An exception ends the run wherever it is thrown, and the guest stays in the state of that point. */
    @ParameterizedTest
    @CsvSource({
        "before LAUNCH_START, 0",
        "after LAUNCH_START, 1",
        "after KVM_SEV_LAUNCH_START, 1",
        "before LAUNCH_FINISH, 1",
        "before VMRUN #20, 1",
        "after VMEXIT_IOIO #3, 1",
        "before KVM_RUN #4, 1",
        "after owner.launch-measurement, 1",
        "before SecretDxe, 1",
        "after BlobVerifier #2, 1",
        "after efi_secret.probe, 1",
        "before shell, 1"
    })
    void endsTheRunByAnException(String point, int guests) {
        Stopped stop = new Stopped();
        try (Machine machine = Machine.of(SPEC)
                .at(Point.parse(point), event -> {
                    throw stop;
                })
                .assemble()) {
            assertThatThrownBy(() -> Launch.run(machine, LaunchListener.NONE, Keyboard.NONE))
                    .isSameAs(stop);

            assertThat(machine.processor().view().guests()).hasSize(guests);
            assertThat(machine.hostMemory().contains(0, 1)).isTrue();
        }
    }

    @Test
    void endsTheRunOfAThreadedMachine() {
        Stopped stop = new Stopped();
        try (Machine machine = Machine.of(SPEC)
                .threads(1)
                .at(Point.after("LAUNCH_START"), event -> {
                    throw stop;
                })
                .assemble()) {
            assertThatThrownBy(() -> Launch.run(machine, LaunchListener.NONE, Keyboard.NONE))
                    .isSameAs(stop);
        }
    }
}
