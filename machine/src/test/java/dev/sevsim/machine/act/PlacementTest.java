package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.HostSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    /** What can never be done is refused when it is planned, not when the run is over. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            after LAUNCH_FINISH: skip-command | act skip-command at after LAUNCH_FINISH: expected before a firmware command or an ioctl
            before VMRUN: skip-command | expected before a firmware command or an ioctl
            before LAUNCH_FINISH: clear-sev | act clear-sev at before LAUNCH_FINISH: expected before VMRUN
            after VMRUN: change-asid asid=2 | expected before VMRUN
            after VMEXIT_IOIO: lie-cpuid eax=0 | act lie-cpuid at after VMEXIT_IOIO: expected after VMEXIT_CPUID
            before VMRUN: lie-cpuid eax=0 | expected after an exit
            before SecretDxe: lose-message | expected before or after a firmware command or an ioctl or a question to the owner
            before KVM_RUN: answer-status status=SUCCESS | expected before or after a firmware command
            before LAUNCH_START: change-field field=polocy value=0 | LAUNCH_START has no field polocy, did you mean policy?
            before LAUNCH_FINISH: change-message part=pdh offset=0 mask=1 | expected before or after a question to the owner
            before VMEXIT_CPUID: hide-page page=secrets | before VMEXIT_CPUID: a guest leaves its vCPU when it exits
            """)
    void refusesAnActThatDoesNotFitItsPoint(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedAct.parse(text))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "before KVM_RUN #2: skip-command",
                "before owner.launch-measurement: repeat-command",
                "after VMEXIT_CPUID: lie-cpuid eax=0",
                "before shell: flip-bit page=secrets bit=0",
                "after qmp.cont: send-command command=NOP",
                "after LAUNCH_START: change-field field=HANDLE value=guest.handle"
            })
    void acceptsOthers(String text) {
        assertThat(PlannedAct.parse(text)).isNotNull();
    }

    private static List<PlannedAct> plan(String... acts) {
        return Arrays.stream(acts).map(PlannedAct::parse).toList();
    }

    @Test
    void refusesTheNameOfNoCopy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedAct.requireConsistent(plan(
                        "before LAUNCH_SECRET: save-page page=secrets as=old",
                        "before LAUNCH_FINISH: replay-page from=odl page=secrets")))
                .withMessage("replay-page uses odl, which no act makes, expected an act with as=odl");
        assertThatCode(() -> PlannedAct.requireConsistent(plan(
                        "before LAUNCH_FINISH: replay-page from=old page=secrets",
                        "before LAUNCH_SECRET: save-page page=secrets as=old",
                        "before LAUNCH_MEASURE: save-page page=hashes as=old",
                        "before VMRUN: change-asid asid=guest.asid")))
                .doesNotThrowAnyException();
    }

    /** Under this name other acts find the guest that is attacked. */
    @ParameterizedTest
    @ValueSource(strings = {"launch-guest as=guest", "save-page page=secrets as=guest"})
    void refusesTheNameOfTheAttackedGuest(String act) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedAct.parse("before LAUNCH_MEASURE: " + act))
                .withMessageEndingWith(" as=guest: the name of the attacked guest, expected another");
    }

    @Test
    void refusesAHostWhoseActsReferToNothing() {
        HostSpec.Builder host = HostSpec.builder().act(PlannedAct.parse("before VMRUN: change-asid asid=other.asid"));

        assertThatThrownBy(host::build)
                .isInstanceOf(InputException.class)
                .hasMessage("--act change-asid uses other, which no act makes, expected an act with as=other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            before LAUNCH_SECRET: skip-command | before LAUNCH_SECRET: hold-command as=x | skip-command and hold-command exclude each other before LAUNCH_SECRET, expected one of them
            before LAUNCH_SECRET #2: lose-message | before LAUNCH_SECRET #2: answer-status status=ACTIVE | lose-message and answer-status exclude each other before LAUNCH_SECRET #2
            before KVM_RUN: skip-command | before KVM_RUN: skip-command | skip-command and skip-command exclude each other before KVM_RUN
            """)
    void refusesTwoAnswersToOneRequest(String one, String other, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedAct.requireConsistent(plan(one, other)))
                .withMessageContaining(message);
    }

    @Test
    void acceptsAnAnswerThatIsChangedAfterItsCommand() {
        assertThatCode(() -> PlannedAct.requireConsistent(plan(
                        "before LAUNCH_SECRET: skip-command",
                        "after LAUNCH_SECRET: answer-status status=ACTIVE",
                        "after LAUNCH_SECRET: lose-message",
                        "before LAUNCH_SECRET #2: skip-command")))
                .doesNotThrowAnyException();
    }
}
