package dev.sevsim.psp.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.MachineTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks of the commands that end a launch or a migration; their effects are in the tests of each. */
class GuestStateCommandTest extends MachineTest {
    @ParameterizedTest(name = "{0} of a guest in {1}")
    @CsvSource({
        "LAUNCH_FINISH, LUPDATE",
        "LAUNCH_FINISH, RUNNING",
        "RECEIVE_FINISH, RUNNING",
        "SEND_FINISH, RUNNING",
        "SEND_CANCEL, RUNNING"
    })
    void checksInOrder(CommandId id, GuestState wrong) {
        int withoutAsid = machine.expectGuestNeeded(id, handle(9));
        machine.decommission(withoutAsid);

        int handle = machine.guestIn(wrong);

        machine.expectRefusal(id, handle(handle), SevStatus.INVALID_GUEST_STATE);
    }

    @ParameterizedTest(name = "{0} from {1} to {2}")
    @CsvSource({"RECEIVE_FINISH, RUPDATE, RUNNING", "SEND_FINISH, SUPDATE, SENT", "SEND_CANCEL, SUPDATE, RUNNING"})
    void needsNoAsid(CommandId id, GuestState from, GuestState to) {
        int handle = machine.initialised().migratingGuestIn(from);
        machine.deactivate(handle);

        assertThat(machine.run(id, handle(handle))).isEqualTo(SevStatus.SUCCESS);

        assertThat(machine.guest(handle).state()).isEqualTo(to);
    }

    private static Bytes handle(int handle) {
        return Bytes.u32Le(handle);
    }
}
