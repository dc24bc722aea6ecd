package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.CommandSet;
import dev.sevsim.psp.command.FirmwareCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandsPageTest {
    @Test
    void pageIsWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("sevsim.docs.write")) {
            CommandsPage.writeFile();
        }

        assertThat(Files.readString(CommandsPage.FILE))
                .as("docs/commands.md is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(CommandsPage.text());
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
