package dev.sevsim.psp.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Activate;
import dev.sevsim.abi.firmware.ActivateEx;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.DebugTransfer;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.abi.firmware.SwapIn;
import dev.sevsim.abi.firmware.SwapOut;
import dev.sevsim.psp.MachineTest;
import dev.sevsim.psp.Migration;
import dev.sevsim.psp.TestMachine;
import dev.sevsim.psp.mailbox.CommandSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which state allows which command, and which command answers: docs/reference/sev-firmware-api.md sections 1.3, 3.1 and
 * 3.2.
 */
class CommandStatesTest extends MachineTest {
    @ParameterizedTest(name = "{0}: UNINIT {1}, INIT {2}, WORKING {3}")
    @CsvSource({
        "INIT, true, false, false",
        "SHUTDOWN, true, true, true",
        "INIT_EX, true, false, false",
        "PLATFORM_RESET, true, false, false",
        "DOWNLOAD_FIRMWARE, true, false, false",
        "PLATFORM_STATUS, true, true, true",
        "GET_ID, true, true, true",
        "NOP, true, true, true",
        "PEK_GEN, false, true, false",
        "PEK_CERT_IMPORT, false, true, false",
        "PEK_CSR, false, true, true",
        "PDH_GEN, false, true, true",
        "PDH_CERT_EXPORT, false, true, true",
        "DF_FLUSH, true, true, true",
        "DECOMMISSION, false, false, true",
        "ACTIVATE, false, false, true",
        "DEACTIVATE, false, false, true",
        "GUEST_STATUS, false, true, true",
        "COPY, false, false, true",
        "ACTIVATE_EX, false, false, true",
        "RING_BUFFER, false, true, true",
        "LAUNCH_START, false, true, true",
        "LAUNCH_UPDATE_DATA, false, false, true",
        "LAUNCH_UPDATE_VMSA, false, false, true",
        "LAUNCH_MEASURE, false, false, true",
        "LAUNCH_SECRET, false, false, true",
        "LAUNCH_FINISH, false, false, true",
        "ATTESTATION, false, false, true",
        "SEND_START, false, false, true",
        "SEND_UPDATE_DATA, false, false, true",
        "SEND_UPDATE_VMSA, false, false, true",
        "SEND_FINISH, false, false, true",
        "SEND_CANCEL, false, false, true",
        "RECEIVE_START, false, true, true",
        "RECEIVE_UPDATE_DATA, false, false, true",
        "RECEIVE_UPDATE_VMSA, false, false, true",
        "RECEIVE_FINISH, false, false, true",
        "SWAP_OUT, false, false, true",
        "SWAP_IN, false, false, true",
        "DBG_DECRYPT, false, false, true",
        "DBG_ENCRYPT, false, false, true"
    })
    void isAllowedInPlatformStates(CommandId id, boolean uninit, boolean init, boolean working) {
        Bytes zeros = request(id, 0);

        assertThat(machine.run(id, zeros) != SevStatus.INVALID_PLATFORM_STATE).isEqualTo(uninit);
        machine.run(CommandId.SHUTDOWN);
        machine.initialised();
        assertThat(machine.run(id, zeros) != SevStatus.INVALID_PLATFORM_STATE).isEqualTo(init);
        machine.run(CommandId.SHUTDOWN);
        machine.initialised();
        machine.start(TestMachine.POLICY);
        assertThat(machine.run(id, zeros) != SevStatus.INVALID_PLATFORM_STATE).isEqualTo(working);
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "LAUNCH_UPDATE_DATA, LUPDATE, INVALID_LENGTH",
        "LAUNCH_UPDATE_DATA, LSECRET, INVALID_GUEST_STATE",
        "LAUNCH_UPDATE_DATA, RUNNING, INVALID_GUEST_STATE",
        "LAUNCH_UPDATE_VMSA, LUPDATE, UNSUPPORTED",
        "LAUNCH_UPDATE_VMSA, LSECRET, INVALID_GUEST_STATE",
        "LAUNCH_UPDATE_VMSA, RUNNING, INVALID_GUEST_STATE",
        "LAUNCH_MEASURE, LUPDATE, INVALID_LENGTH",
        "LAUNCH_MEASURE, LSECRET, INVALID_GUEST_STATE",
        "LAUNCH_MEASURE, RUNNING, INVALID_GUEST_STATE",
        "LAUNCH_SECRET, LUPDATE, INVALID_GUEST_STATE",
        "LAUNCH_SECRET, LSECRET, BAD_MEASUREMENT",
        "LAUNCH_SECRET, RUNNING, INVALID_GUEST_STATE",
        "LAUNCH_FINISH, LUPDATE, INVALID_GUEST_STATE",
        "LAUNCH_FINISH, LSECRET, SUCCESS",
        "LAUNCH_FINISH, RUNNING, INVALID_GUEST_STATE",
        "ATTESTATION, LUPDATE, INVALID_GUEST_STATE",
        "ATTESTATION, LSECRET, INVALID_LENGTH",
        "ATTESTATION, RUNNING, INVALID_LENGTH",
        "COPY, LUPDATE, INVALID_LENGTH",
        "COPY, LSECRET, INVALID_LENGTH",
        "COPY, RUNNING, INVALID_LENGTH",
        "DBG_DECRYPT, LUPDATE, POLICY_FAILURE",
        "DBG_DECRYPT, LSECRET, POLICY_FAILURE",
        "DBG_DECRYPT, RUNNING, POLICY_FAILURE",
        "DBG_ENCRYPT, LUPDATE, POLICY_FAILURE",
        "DBG_ENCRYPT, LSECRET, POLICY_FAILURE",
        "DBG_ENCRYPT, RUNNING, POLICY_FAILURE",
        "SWAP_OUT, LUPDATE, SUCCESS",
        "SWAP_OUT, LSECRET, SUCCESS",
        "SWAP_OUT, RUNNING, SUCCESS",
        "SWAP_IN, LUPDATE, BAD_MEASUREMENT",
        "SWAP_IN, LSECRET, BAD_MEASUREMENT",
        "SWAP_IN, RUNNING, BAD_MEASUREMENT",
        "ACTIVATE_EX, LUPDATE, SUCCESS",
        "ACTIVATE_EX, LSECRET, SUCCESS",
        "ACTIVATE_EX, RUNNING, SUCCESS",
        "DEACTIVATE, LUPDATE, SUCCESS",
        "DEACTIVATE, LSECRET, SUCCESS",
        "DEACTIVATE, RUNNING, SUCCESS",
        "DECOMMISSION, LUPDATE, ACTIVE",
        "DECOMMISSION, LSECRET, ACTIVE",
        "DECOMMISSION, RUNNING, ACTIVE",
        "GUEST_STATUS, LUPDATE, SUCCESS",
        "GUEST_STATUS, LSECRET, SUCCESS",
        "GUEST_STATUS, RUNNING, SUCCESS"
    })
    void answersInGuestStates(CommandId id, GuestState state, SevStatus expected) {
        int handle = machine.initialised().guestIn(state);

        assertThat(machine.run(id, request(id, handle))).isEqualTo(expected);
    }

    /** The same for the states of a migration; S stands for INVALID_GUEST_STATE. */
    @ParameterizedTest(name = "{0}: RUNNING {1}, SUPDATE {2}, RUPDATE {3}, SENT {4}")
    @CsvSource({
        "LAUNCH_UPDATE_DATA, S, S, S, S",
        "LAUNCH_UPDATE_VMSA, S, S, S, S",
        "LAUNCH_MEASURE, S, S, S, S",
        "LAUNCH_SECRET, S, S, S, S",
        "LAUNCH_FINISH, S, S, S, S",
        "ATTESTATION, INVALID_LENGTH, INVALID_LENGTH, S, INVALID_LENGTH",
        "SEND_START, SUCCESS, S, S, S",
        "SEND_UPDATE_DATA, S, INVALID_LENGTH, S, S",
        "SEND_UPDATE_VMSA, S, UNSUPPORTED, S, S",
        "SEND_FINISH, S, SUCCESS, S, S",
        "SEND_CANCEL, S, SUCCESS, S, S",
        "RECEIVE_UPDATE_DATA, S, S, INVALID_LENGTH, S",
        "RECEIVE_UPDATE_VMSA, S, S, UNSUPPORTED, S",
        "RECEIVE_FINISH, S, S, SUCCESS, S",
        "ACTIVATE, ASID_OWNED, ASID_OWNED, ASID_OWNED, ASID_OWNED",
        "ACTIVATE_EX, SUCCESS, SUCCESS, SUCCESS, S",
        "DEACTIVATE, SUCCESS, SUCCESS, SUCCESS, SUCCESS",
        "DECOMMISSION, ACTIVE, ACTIVE, ACTIVE, ACTIVE",
        "GUEST_STATUS, SUCCESS, SUCCESS, SUCCESS, SUCCESS",
        "COPY, INVALID_LENGTH, INVALID_LENGTH, INVALID_LENGTH, INVALID_LENGTH",
        "SWAP_OUT, SUCCESS, SUCCESS, SUCCESS, SUCCESS",
        "SWAP_IN, BAD_MEASUREMENT, BAD_MEASUREMENT, BAD_MEASUREMENT, BAD_MEASUREMENT",
        "DBG_DECRYPT, POLICY_FAILURE, POLICY_FAILURE, POLICY_FAILURE, POLICY_FAILURE",
        "DBG_ENCRYPT, POLICY_FAILURE, POLICY_FAILURE, POLICY_FAILURE, POLICY_FAILURE"
    })
    void answersDuringAMigration(CommandId id, String running, String sending, String receiving, String sent) {
        Map<GuestState, String> expected = new EnumMap<>(GuestState.class);
        expected.put(GuestState.RUNNING, running);
        expected.put(GuestState.SUPDATE, sending);
        expected.put(GuestState.RUPDATE, receiving);
        expected.put(GuestState.SENT, sent);
        expected.forEach((state, name) -> {
            machine.run(CommandId.SHUTDOWN);
            machine.initialised();
            int handle;
            if (state == GuestState.RUNNING) {
                Migration.introduce(machine, machine);
                handle = machine.guestIn(state);
            } else {
                handle = machine.migratingGuestIn(state);
            }
            SevStatus status = name.equals("S") ? SevStatus.INVALID_GUEST_STATE : SevStatus.valueOf(name);

            assertThat(machine.run(id, request(id, handle))).as("in %s", state).isEqualTo(status);
        });
    }

    @ParameterizedTest
    @CsvSource({"LUPDATE", "LSECRET", "RUNNING"})
    void activatesAndDecommissionsInAnyGuestState(GuestState state) {
        int handle = machine.initialised().guestIn(state);
        machine.deactivate(handle);

        machine.activate(handle, TestMachine.PLAIN_ASID + 1);
        machine.deactivate(handle);
        assertThat(machine.run(CommandId.DECOMMISSION, request(CommandId.DECOMMISSION, handle)))
                .isEqualTo(SevStatus.SUCCESS);
    }

    @ParameterizedTest
    @CsvSource({
        "INIT, NEVER",
        "INIT_EX, NEVER",
        "PEK_CERT_IMPORT, NEVER",
        "DOWNLOAD_FIRMWARE, NEVER",
        "PEK_CSR, ON_SUCCESS_OR_SHORT_BUFFER",
        "GET_ID, ON_SUCCESS_OR_SHORT_BUFFER",
        "PLATFORM_STATUS, ON_SUCCESS",
        "PDH_CERT_EXPORT, ON_SUCCESS_OR_SHORT_BUFFER",
        "DECOMMISSION, NEVER",
        "ACTIVATE, NEVER",
        "DEACTIVATE, NEVER",
        "GUEST_STATUS, ON_SUCCESS",
        "LAUNCH_START, ON_SUCCESS",
        "LAUNCH_UPDATE_DATA, NEVER",
        "LAUNCH_UPDATE_VMSA, NEVER",
        "LAUNCH_MEASURE, ON_SUCCESS_OR_SHORT_BUFFER",
        "LAUNCH_SECRET, NEVER",
        "LAUNCH_FINISH, NEVER",
        "COPY, NEVER",
        "ACTIVATE_EX, NEVER",
        "RING_BUFFER, NEVER",
        "ATTESTATION, ON_SUCCESS_OR_SHORT_BUFFER",
        "SEND_START, ON_SUCCESS_OR_SHORT_BUFFER",
        "SEND_UPDATE_DATA, ON_SUCCESS_OR_SHORT_BUFFER",
        "SEND_UPDATE_VMSA, ON_SUCCESS_OR_SHORT_BUFFER",
        "SEND_FINISH, NEVER",
        "SEND_CANCEL, NEVER",
        "RECEIVE_START, ON_SUCCESS",
        "RECEIVE_UPDATE_DATA, NEVER",
        "RECEIVE_UPDATE_VMSA, NEVER",
        "RECEIVE_FINISH, NEVER",
        "SWAP_OUT, ON_SUCCESS_OR_SHORT_BUFFER",
        "SWAP_IN, NEVER",
        "DBG_DECRYPT, NEVER",
        "DBG_ENCRYPT, NEVER"
    })
    void writesItsBufferBack(CommandId id, WriteBack when) {
        assertThat(CommandSet.all())
                .filteredOn(command -> command.id() == id)
                .singleElement()
                .extracting(FirmwareCommand::writeBack)
                .isEqualTo(when);
    }

    @Test
    void sixCommandsHaveNoBuffer() {
        List<CommandId> without = CommandSet.all().stream()
                .filter(command -> command.layout().isEmpty())
                .map(FirmwareCommand::id)
                .toList();

        assertThat(without)
                .containsExactlyInAnyOrder(
                        CommandId.SHUTDOWN,
                        CommandId.PLATFORM_RESET,
                        CommandId.PEK_GEN,
                        CommandId.PDH_GEN,
                        CommandId.DF_FLUSH,
                        CommandId.NOP);
    }

    /** Zeros but for the handle and what is tested before any state. */
    private static Bytes request(CommandId id, int handle) {
        if (id == CommandId.LAUNCH_UPDATE_VMSA) {
            return new LaunchUpdate(handle, 0, 0x1000).encode();
        }
        if (id == CommandId.ACTIVATE) {
            return new Activate(handle, TestMachine.PLAIN_ASID).encode();
        }
        if (id == CommandId.SEND_START) {
            return Migration.sendStart(handle).encode();
        }
        if (id == CommandId.SEND_UPDATE_DATA || id == CommandId.SEND_UPDATE_VMSA) {
            return Migration.sendUpdate(handle, 0x20000, 0).encode();
        }
        if (id == CommandId.SWAP_OUT) {
            return new SwapOut(handle, 0, 0x20000, 0x21000, 0x22000, 0).encode();
        }
        if (id == CommandId.SWAP_IN) {
            return new SwapIn(handle, 0, 0x24000, 0x25000, 0x26000).encode();
        }
        if (id == CommandId.ACTIVATE_EX) {
            return new ActivateEx(0x18, handle, TestMachine.PLAIN_ASID, 1, TestMachine.DATA).encode();
        }
        if (id == CommandId.DBG_DECRYPT || id == CommandId.DBG_ENCRYPT) {
            return new DebugTransfer(handle, TestMachine.DATA, TestMachine.DATA, 16).encode();
        }
        if (id == CommandId.LAUNCH_SECRET) {
            return new LaunchSecret(handle, TestMachine.DATA, 0x34, 0x30000, 16, TestMachine.DATA, 16).encode();
        }
        return id.bufferSize() == 0 ? Bytes.EMPTY : Bytes.u32Le(handle).paddedTo(id.bufferSize());
    }
}
