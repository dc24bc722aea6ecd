package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformSessionTest {
    private static final int EXTERNALLY_OWNED = 1;
    private static final int CONFIGURED_FOR_ES = 0x100;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"naples, 0, 17", "rome, 0, 24", "milan, 1, 55", "genoa, 1, 55"})
    void keepsThePlatformOfAGeneration(String name, int major, int minor) {
        Bytes id;
        try (PlatformSession made = PlatformSession.open(directory, Chip.ofGeneration(name), OptionalLong.of(1))) {
            SevUserDataStatus status = made.status();
            assertThat(status.apiMajor()).isEqualTo(major);
            assertThat(status.apiMinor()).isEqualTo(minor);
            id = made.chipId();
        }

        try (PlatformSession again = PlatformSession.open(directory, OptionalLong.of(2))) {
            assertThat(again.chip().generation()).isEqualTo(name);
            assertThat(again.chipId()).isEqualTo(id);
        }
    }

    @Test
    void refusesAnotherGeneration() {
        try (PlatformSession made = PlatformSession.open(directory, Chip.MILAN, OptionalLong.of(1))) {
            assertThat(made.chip()).isEqualTo(Chip.MILAN);
        }

        assertThatThrownBy(() -> PlatformSession.open(directory, Chip.ofGeneration("rome"), OptionalLong.of(1)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("keeps a Milan chip, but --generation names Rome");
    }

    @Test
    void initialisesWithSevEsAndIsSelfOwned() {
        try (PlatformSession platform = PlatformSession.open(directory, OptionalLong.of(1))) {
            assertThat(platform.status().flags() & CONFIGURED_FOR_ES).isEqualTo(CONFIGURED_FOR_ES);
            assertThat(platform.status().flags() & EXTERNALLY_OWNED).isZero();
        }
    }

    @Test
    void makesANewPdhUnderTheSamePek() {
        try (PlatformSession platform = PlatformSession.open(directory, OptionalLong.of(1))) {
            var before = platform.certificates();

            platform.generatePdh();

            assertThat(platform.certificates().pdh()).isNotEqualTo(before.pdh());
            assertThat(platform.certificates().pek()).isEqualTo(before.pek());
        }
    }

    @Test
    void makesANewIdentityOnTheSameChip() {
        try (PlatformSession platform = PlatformSession.open(directory, OptionalLong.of(1))) {
            var before = platform.certificates();
            Bytes id = platform.chipId();

            platform.generatePek();

            assertThat(platform.certificates().oca()).isNotEqualTo(before.oca());
            assertThat(platform.certificates().pek()).isNotEqualTo(before.pek());
            assertThat(platform.chipId()).isEqualTo(id);
        }
    }

    @Test
    void explainsARefusalOfTheFirmware() {
        try (PlatformSession platform = PlatformSession.open(directory, OptionalLong.of(1))) {
            Bytes csr = platform.certificateRequest();

            assertThatThrownBy(() -> platform.importCertificates(csr, csr))
                    .isInstanceOf(SimulatorException.class)
                    .hasMessageStartingWith("platform refused with ");
        }
    }

    @Test
    void reportsADamagedStore() throws IOException {
        try (PlatformSession made = PlatformSession.open(directory, OptionalLong.of(1))) {
            assertThat(made.hasDiscardedStore()).isFalse();
        }
        byte[] flash = Files.readAllBytes(directory.resolve("nv.bin"));
        Arrays.fill(flash, 0, 64, (byte) 0x5A);
        Files.write(directory.resolve("nv.bin"), flash);

        try (PlatformSession again = PlatformSession.open(directory, OptionalLong.of(1))) {
            assertThat(again.hasDiscardedStore()).isTrue();
        }
    }
}
