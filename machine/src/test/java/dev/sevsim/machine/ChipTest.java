package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChipTest {
    @ParameterizedTest
    @ValueSource(strings = {"naples", "Rome", "MILAN", "genoa"})
    void namesChipsInAnyCase(String name) {
        assertThat(Chip.ofGeneration(name).generation()).isEqualToIgnoringCase(name);
    }

    @Test
    void refusesUnknownGenerationsAndListsTheKnownOnes() {
        assertThatThrownBy(() -> Chip.ofGeneration("turin"))
                .isInstanceOf(InputException.class)
                .hasMessage("generation 'turin' is unknown, expected one of naples, rome, milan, genoa");
    }

    @ParameterizedTest
    @CsvSource({"0.14.0, 0, 14, 0", "0.16.5, 0, 16, 5", "0.17.22, 0, 17, 22", "1.55.255, 1, 55, 255"})
    void takesFirmwareOfAnotherVersion(String version, int major, int minor, int build) {
        Chip chip = Chip.ofGeneration("naples").withFirmware(version);

        assertThat(chip.profile().version()).isEqualTo(new ApiVersion(major, minor));
        assertThat(chip.profile().build()).isEqualTo(build);
        assertThat(chip.generation()).isEqualTo("naples");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.17", "0.17.256", "0.17b22", "0.17.22.1", "-1.0.0", " 0.17.22", "0.1777.2"})
    void refusesOtherVersions(String version) {
        assertThatThrownBy(() -> Chip.MILAN.withFirmware(version))
                .isInstanceOf(InputException.class)
                .hasMessage("firmware version '" + version
                        + "' is none, expected API major, API minor and build from 0 to 255, such as 0.17.22");
    }

    @Test
    void addsAndRemovesFlawsOfAChip() {
        Chip flawed = Chip.MILAN.with(FirmwareFlaw.STALE_MEMORY);

        assertThat(flawed.profile().flaws()).contains(FirmwareFlaw.STALE_MEMORY);
        assertThat(flawed.without(FirmwareFlaw.STALE_MEMORY)).isEqualTo(Chip.MILAN);
    }

    @Test
    void isThatOfTheStoreOrMilan(@TempDir Path directory) {
        assertThat(Chip.keptIn(directory)).isEqualTo(Chip.MILAN);

        Chip genoa = Chip.ofGeneration("genoa");
        assertThat(new StateDirectory(directory).chip(genoa.profile().generation(), SeededRandom.of(1)))
                .isNotNull();

        assertThat(Chip.keptIn(directory)).isEqualTo(genoa);
    }
}
