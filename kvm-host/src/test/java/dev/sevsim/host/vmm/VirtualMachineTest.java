package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.host.HostFixture;
import dev.sevsim.host.ScriptedGuest;
import dev.sevsim.host.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Source of the expectations: docs/reference/kvm-host.md sections 5.2 and 5.8. */
class VirtualMachineTest {
    private static final LaunchBundle BUNDLE = new LaunchBundle(1, Bytes.EMPTY, Bytes.EMPTY);

    private final HostFixture fixture = new HostFixture();
    private final ScriptedGuest guest = new ScriptedGuest();
    private final List<String> events = new ArrayList<>();
    private final StringBuilder printed = new StringBuilder();

    @AutoClose
    private final VirtualMachine machine = machine(RebootAction.RESET);

    private VirtualMachine machine(RebootAction onReboot) {
        VmmConfig config = VmmConfigBuilder.forFirmware(Vectors.guestOwner("synth-amdsev.fd"))
                .ramBytes(16 << 20)
                .onReboot(onReboot)
                .build();
        return new VirtualMachine(
                new Vmm(fixture.vmmLink(), fixture.process(), fixture.host.profile(), config),
                ConsoleSession.of(b -> printed.append((char) b), Bytes.EMPTY),
                event -> events.add(event.kind()
                        + event.cause().map(c -> " " + c.text()).orElse("") + " "
                        + fixture.firmware.calls().stream().anyMatch(c -> c.command() == CommandId.LAUNCH_FINISH)));
    }

    @BeforeEach
    void connectTheGuest() {
        fixture.guest = guest;
    }

    @Test
    void waitsMeasuredBeforeItsFirstStart() {
        assertThat(machine.launch(BUNDLE)).isEmpty();

        assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
        assertThat(machine.sevInfo().state()).isEqualTo(SevState.LAUNCH_SECRET);
        assertThat(machine.canRun()).isFalse();
        machine.stop();
        assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
        assertThat(events).isEmpty();
    }

    @Test
    void reportsTheStartBeforeTheLaunchIsFinished() {
        machine.launch(BUNDLE);
        machine.resume();
        machine.resume();

        assertThat(events).containsExactly("RESUME false");
        assertThat(machine.sevInfo().state()).isEqualTo(SevState.RUNNING);
    }

    @Test
    void finishesTheLaunchOnlyOnce() {
        machine.launch(BUNDLE);
        machine.resume();
        machine.stop();
        assertThat(machine.state()).isEqualTo(RunState.PAUSED);
        machine.resume();

        assertThat(events).containsExactly("RESUME false", "STOP true", "RESUME true");
        assertThat(fixture.firmware.calls().stream().filter(c -> c.command() == CommandId.LAUNCH_FINISH))
                .hasSize(1);
    }

    @Test
    void pausesWithoutAMeasurementAndFailsToStart() {
        fixture.firmware.answer(CommandId.LAUNCH_MEASURE, SevStatus.INVALID_GUEST_STATE);
        fixture.firmware.answer(CommandId.LAUNCH_FINISH, SevStatus.INVALID_GUEST_STATE);

        assertThat(machine.launch(BUNDLE))
                .contains("sev_launch_get_measure: LAUNCH_MEASURE ret=-5 fw_error=2 'Guest state is invalid'");
        assertThat(machine.sevInfo().state()).isEqualTo(SevState.LAUNCH_UPDATE);
        assertThat(machine.launchMeasurement()).isEmpty();
        assertThatExceptionOfType(VmmException.class)
                .isThrownBy(machine::resume)
                .withMessage("sev_launch_finish: LAUNCH_FINISH ret=-5 fw_error=2 'Guest state is invalid'");
        assertThat(events).containsExactly("RESUME false");
    }

    @Test
    void runsAHaltedGuestAgainOnlyWhenItIsWoken() {
        guest.exit(ExitReason.HLT, 0, 0).exit(ExitReason.HLT, 0, 0);
        machine.launch(BUNDLE);
        machine.resume();

        assertThat(machine.canRun()).isTrue();
        machine.run();
        assertThat(machine.canRun()).isFalse();
        machine.powerdown();
        assertThat(machine.canRun()).isTrue();
        assertThat(events).containsExactly("RESUME false", "POWERDOWN true");
    }

    @Test
    void returnsWhenItIsInterrupted() {
        guest.out(0x3F8, 1, 'a').out(0x3F8, 1, 'b').out(0x3F8, 1, 'c');
        machine.launch(BUNDLE);
        machine.resume();
        machine.interrupt();

        assertThat(machine.run().outcome()).isEqualTo(RunResult.Outcome.INTERRUPTED);
        assertThat(printed).hasToString("a");
        assertThat(machine.canRun()).isTrue();
    }

    @Test
    void endsWhenTheGuestSwitchesItselfOff() {
        guest.out(0x604, 2, 0x2000);
        machine.launch(BUNDLE);
        machine.resume();
        machine.run();

        assertThat(machine.ended()).isTrue();
        machine.shutDown(ShutdownCause.HOST_QMP_QUIT);
        assertThat(events).containsExactly("RESUME false", "SHUTDOWN guest-shutdown true");
    }

    @Test
    void endsWithATripleFault() {
        guest.exit(ExitReason.SHUTDOWN, 0, 0);
        machine.launch(BUNDLE);
        machine.resume();
        machine.run();

        assertThat(events).containsExactly("RESUME false", "SHUTDOWN guest-reset true");
    }

    @Test
    void stopsOnAnInternalErrorOfKvm() {
        guest.exit(ExitReason.NPF, 0, 0x1_0000_0000_0000L);
        machine.launch(BUNDLE);
        machine.resume();
        machine.run();

        assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
        assertThat(events).containsExactly("RESUME false", "STOP true");
    }

    @Test
    void beginsAgainAtTheResetVectorOnAResetByTheGuest() {
        guest.out(0x3F8, 1, 'a')
                .out(0xCF9, 1, 0x02)
                .out(0xCF9, 1, 0x06)
                .out(0x3F8, 1, 'b')
                .exit(ExitReason.HLT, 0, 0);
        machine.launch(BUNDLE);
        machine.resume();

        assertThat(machine.run().outcome()).isEqualTo(RunResult.Outcome.RESET);
        assertThat(machine.canRun()).isTrue();
        assertThat(guest.resets()).isEqualTo(1);
        assertThat(machine.run().outcome()).isEqualTo(RunResult.Outcome.IDLE);

        assertThat(printed).hasToString("ab");
        assertThat(events).containsExactly("RESUME false", "RESET guest-reset true");
        assertThat(machine.sevInfo().state()).isEqualTo(SevState.RUNNING);
    }

    @Test
    void endsOnAResetByTheGuestWhereItIsNotToReboot() {
        guest.out(0xCF9, 1, 0x06);
        try (VirtualMachine once = machine(RebootAction.SHUTDOWN)) {
            once.launch(BUNDLE);
            once.resume();

            assertThat(once.run().outcome()).isEqualTo(RunResult.Outcome.RESET);
            assertThat(once.ended()).isTrue();
        }
        assertThat(guest.resets()).isZero();
        assertThat(events).containsExactly("RESUME false", "SHUTDOWN guest-reset true");
    }

    @Test
    void waitsForItsStartAfterAResetInPause() {
        guest.exit(ExitReason.HLT, 0, 0);
        machine.launch(BUNDLE);
        machine.reset(ShutdownCause.HOST_QMP_SYSTEM_RESET);
        assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
        machine.resume();
        machine.run();
        machine.stop();
        machine.reset(ShutdownCause.HOST_QMP_SYSTEM_RESET);

        assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
        assertThat(guest.resets()).isEqualTo(1);
        assertThat(events)
                .containsExactly(
                        "RESET host-qmp-system-reset false",
                        "RESUME false",
                        "STOP true",
                        "RESET host-qmp-system-reset true");
        machine.shutDown(ShutdownCause.HOST_QMP_QUIT);
        machine.reset(ShutdownCause.HOST_QMP_SYSTEM_RESET);
        assertThat(events).last().isEqualTo("SHUTDOWN host-qmp-quit true");
    }
}
