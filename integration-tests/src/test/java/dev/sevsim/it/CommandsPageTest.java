package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.command.FirmwareCommand;
import dev.sevsim.psp.mailbox.CommandSet;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandsPageTest {
    /** What the code that two commands share answers for save areas only. */
    private static final Map<CommandId, Set<SevStatus>> OF_SAVE_AREAS_ALONE = Map.of(
            CommandId.SEND_UPDATE_DATA, Set.of(SevStatus.UNSUPPORTED),
            CommandId.RECEIVE_UPDATE_DATA, Set.of(SevStatus.RESOURCE_LIMIT));

    @Test
    void pageIsUpToDateWithTheCode() throws IOException {
        if (Boolean.getBoolean("sevsim.docs.write")) {
            CommandsPage.writeFile();
        }

        assertThat(Files.readString(CommandsPage.FILE))
                .as("docs/commands.md is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(CommandsPage.text());
    }

    static Stream<FirmwareCommand> commands() {
        return CommandSet.all().stream();
    }

    /** The conditions that a command's documentation lists are for exactly the statuses that its code reaches. */
    @ParameterizedTest
    @MethodSource("commands")
    void documentationListsEachStatus(FirmwareCommand command) throws IOException {
        String text = ClassText.of(CommandsPage.SOURCES, command.getClass());
        Set<SevStatus> listed = EnumSet.of(SevStatus.SUCCESS);
        Matcher condition = Pattern.compile("(?m)^\\* ([A-Z_, ]+):").matcher(text);
        while (condition.find()) {
            Arrays.stream(condition.group(1).split(", ", -1))
                    .map(SevStatus::valueOf)
                    .forEach(listed::add);
        }

        Set<SevStatus> reached = new CommandStatuses().of(command);
        reached.removeAll(OF_SAVE_AREAS_ALONE.getOrDefault(command.id(), Set.of()));
        assertThat(text).contains("Answers SUCCESS");
        assertThat(listed).isEqualTo(reached);
    }

    /**
     * Typed from the lists of docs/reference/sev-firmware-api.md section 4, without those of the command buffer's own
     * address.
     */
    @ParameterizedTest
    @CsvSource({
        "DECOMMISSION, SUCCESS INVALID_PLATFORM_STATE INVALID_GUEST ACTIVE",
        "ACTIVATE, SUCCESS INVALID_PLATFORM_STATE INVALID_GUEST_STATE ASID_OWNED INVALID_ASID DFFLUSH_REQUIRED"
                + " INVALID_GUEST ACTIVE",
        "DEACTIVATE, SUCCESS INVALID_PLATFORM_STATE INACTIVE INVALID_GUEST",
        "GUEST_STATUS, SUCCESS INVALID_PLATFORM_STATE",
        "DF_FLUSH, SUCCESS WBINVD_REQUIRED"
    })
    void statusesAreThoseOfTheReference(CommandId id, String expected) {
        FirmwareCommand command =
                CommandSet.all().stream().filter(c -> c.id() == id).findFirst().orElseThrow();

        Set<SevStatus> named =
                Arrays.stream(expected.split(" ", -1)).map(SevStatus::valueOf).collect(Collectors.toSet());
        assertThat(new CommandStatuses().of(command)).isEqualTo(named);
    }
}
