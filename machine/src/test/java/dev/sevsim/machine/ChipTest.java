package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
