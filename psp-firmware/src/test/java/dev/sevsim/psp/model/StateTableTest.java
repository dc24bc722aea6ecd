package dev.sevsim.psp.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.mailbox.CommandSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which command does what in which state of platform and guest, with a request that nothing else is wrong with: the tables of
 * docs/reference/sev-firmware-api.md sections 3.1 and 3.2.
 */
class StateTableTest {
    /**
     * One row for each command. Columns: platform UNINIT, platform INIT, a handle without a guest, then a guest in LUPDATE, LSECRET,
     * RUNNING, SUPDATE, RUPDATE, SENT. S is SUCCESS, P INVALID_PLATFORM_STATE, H INVALID_GUEST, G INVALID_GUEST_STATE; where a
     * request cannot be right in all else, A is INVALID_ADDRESS and L INVALID_LENGTH, which come after the state.
     */
    private static final String TABLE = """
            INIT                S P P PPPPPP
            SHUTDOWN            S S S SSSSSS
            PLATFORM_RESET      S P P PPPPPP
            PLATFORM_STATUS     S S S SSSSSS
            PEK_GEN             P S P PPPPPP
            PEK_CSR             P S S SSSSSS
            PEK_CERT_IMPORT     P L P PPPPPP
            PDH_CERT_EXPORT     P S S SSSSSS
            PDH_GEN             P S S SSSSSS
            DF_FLUSH            S S S SSSSSS
            DOWNLOAD_FIRMWARE   A P P PPPPPP
            GET_ID              S S S SSSSSS
            INIT_EX             S P P PPPPPP
            NOP                 S S S SSSSSS
            RING_BUFFER         P S S SSSSSS
            DECOMMISSION        P P H SSSSSS
            ACTIVATE            P P H SSSSSG
            DEACTIVATE          P P H SSSSSS
            GUEST_STATUS        P S S SSSSSS
            COPY                P P H SSSSSS
            ACTIVATE_EX         P P H SSSSSG
            LAUNCH_START        P S S SSSSSS
            LAUNCH_UPDATE_DATA  P P H SGGGGG
            LAUNCH_UPDATE_VMSA  P P H SGGGGG
            LAUNCH_MEASURE      P P H SGGGGG
            LAUNCH_SECRET       P P H GSGGGG
            LAUNCH_FINISH       P P H GSGGGG
            ATTESTATION         P P H GSSSGS
            SEND_START          P P H GGSGGG
            SEND_UPDATE_DATA    P P H GGGSGG
            SEND_UPDATE_VMSA    P P H GGGSGG
            SEND_FINISH         P P H GGGSGG
            SEND_CANCEL         P P H GGGSGG
            RECEIVE_START       P S S SSSSSS
            RECEIVE_UPDATE_DATA P P H GGGGSG
            RECEIVE_UPDATE_VMSA P P H GGGGSG
            RECEIVE_FINISH      P P H GGGGSG
            DBG_DECRYPT         P P H SSSSSS
            DBG_ENCRYPT         P P H SSSSSS
            SWAP_OUT            P P H SSSSSS
            SWAP_IN             P P H SSSSSS
            """;

    private static final Map<Character, SevStatus> MEANING = Map.of(
            'S', SevStatus.SUCCESS,
            'P', SevStatus.INVALID_PLATFORM_STATE,
            'H', SevStatus.INVALID_GUEST,
            'G', SevStatus.INVALID_GUEST_STATE,
            'A', SevStatus.INVALID_ADDRESS,
            'L', SevStatus.INVALID_LENGTH);
    private static final List<GuestState> STATES = List.of(
            GuestState.LUPDATE,
            GuestState.LSECRET,
            GuestState.RUNNING,
            GuestState.SUPDATE,
            GuestState.RUPDATE,
            GuestState.SENT);

    private static List<String> rows() {
        return TABLE.lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void answersInEveryState(String row) {
        String[] words = row.split(" ", -1);
        CommandId id = CommandId.valueOf(words[0]);

        try (StateTableMachine machine = new StateTableMachine()) {
            assertThat(machine.run(id)).as("platform UNINIT").isEqualTo(meaning(words[1]));
        }
        try (StateTableMachine machine = new StateTableMachine().initialised()) {
            assertThat(machine.run(id)).as("platform INIT").isEqualTo(meaning(words[2]));
        }
        try (StateTableMachine machine = new StateTableMachine().initialised().working()) {
            assertThat(machine.run(id)).as("no such guest").isEqualTo(meaning(words[3]));
        }
        for (int i = 0; i < STATES.size(); i++) {
            try (StateTableMachine machine =
                    new StateTableMachine().initialised().withGuest(STATES.get(i))) {
                assertThat(machine.guestState()).isEqualTo(STATES.get(i));
                assertThat(machine.run(id))
                        .as("guest %s", STATES.get(i))
                        .isEqualTo(meaning(words[4].substring(i, i + 1)));
            }
        }
    }

    /** The arrows of docs/reference/sev-firmware-api.md section 3.2; every other command leaves the state as it is. */
    @ParameterizedTest(name = "{0} leads from {1} to {2}")
    @CsvSource({
        "LAUNCH_UPDATE_DATA, LUPDATE, LUPDATE",
        "LAUNCH_UPDATE_VMSA, LUPDATE, LUPDATE",
        "LAUNCH_MEASURE, LUPDATE, LSECRET",
        "LAUNCH_SECRET, LSECRET, LSECRET",
        "ATTESTATION, LSECRET, LSECRET",
        "LAUNCH_FINISH, LSECRET, RUNNING",
        "SEND_START, RUNNING, SUPDATE",
        "SEND_UPDATE_DATA, SUPDATE, SUPDATE",
        "SEND_UPDATE_VMSA, SUPDATE, SUPDATE",
        "SEND_FINISH, SUPDATE, SENT",
        "SEND_CANCEL, SUPDATE, RUNNING",
        "RECEIVE_UPDATE_DATA, RUPDATE, RUPDATE",
        "RECEIVE_UPDATE_VMSA, RUPDATE, RUPDATE",
        "RECEIVE_FINISH, RUPDATE, RUNNING",
        "DECOMMISSION, LUPDATE, UNINIT",
        "DECOMMISSION, LSECRET, UNINIT",
        "DECOMMISSION, RUNNING, UNINIT",
        "DECOMMISSION, SUPDATE, UNINIT",
        "DECOMMISSION, RUPDATE, UNINIT",
        "DECOMMISSION, SENT, UNINIT"
    })
    void leadsOn(CommandId id, GuestState from, GuestState to) {
        try (StateTableMachine machine = new StateTableMachine().initialised().withGuest(from)) {
            assertThat(machine.run(id)).isEqualTo(SevStatus.SUCCESS);
            assertThat(machine.guestState()).isEqualTo(to);
        }
    }

    /** The transitions of docs/reference/sev-firmware-api.md section 3.1 that need no guest. */
    @Test
    void movesThePlatform() {
        try (StateTableMachine machine = new StateTableMachine()) {
            assertThat(machine.platformState()).isZero();
            machine.run(CommandId.INIT);
            assertThat(machine.platformState()).isEqualTo(1);
            machine.run(CommandId.LAUNCH_START);
            assertThat(machine.platformState()).isEqualTo(2);
            machine.run(CommandId.RECEIVE_START);
            assertThat(machine.platformState()).isEqualTo(2);
            machine.choose(1);
            machine.run(CommandId.DECOMMISSION);
            assertThat(machine.platformState()).isEqualTo(2);
            machine.choose(2);
            machine.run(CommandId.DECOMMISSION);
            assertThat(machine.platformState()).isEqualTo(1);
            machine.run(CommandId.RECEIVE_START);
            assertThat(machine.platformState()).isEqualTo(2);
            machine.run(CommandId.SHUTDOWN);
            assertThat(machine.platformState()).isZero();
        }
    }

    @Test
    void hasARowForEveryCommand() {
        Set<CommandId> inTable = new TreeSet<>();
        rows().forEach(row -> assertThat(inTable.add(CommandId.valueOf(row.split(" ", -1)[0])))
                .isTrue());

        assertThat(inTable).containsExactlyElementsOf(Arrays.asList(CommandId.values()));
        assertThat(CommandSet.all()).extracting(FirmwareCommand::id).containsExactlyInAnyOrderElementsOf(inTable);
    }

    private static SevStatus meaning(String letter) {
        SevStatus status = MEANING.get(letter.charAt(0));
        if (status == null) {
            throw new IllegalArgumentException("no meaning of " + letter);
        }
        return status;
    }
}
