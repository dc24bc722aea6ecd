package dev.sevsim.abi.chip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.ApiVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChipGenerationTest {
    @ParameterizedTest
    @CsvSource({
        "NAPLES, 0, 17, 47, 5, 15, 5, 0x800f12, XE, PUBLISHED, 16",
        "ROME, 0, 24, 47, 5, 509, 100, 0x830f10, XEX, RANDOM_PER_BOOT, 16",
        "MILAN, 1, 55, 51, 5, 509, 100, 0xa00f11, XEX, RANDOM_PER_BOOT, 16",
        "GENOA, 1, 55, 51, 6, 1006, 100, 0xa10f10, XEX, RANDOM_PER_BOOT, 32"
    })
    void hasItsFigures(
            ChipGeneration generation,
            int major,
            int minor,
            int cBit,
            int reduction,
            int maximumAsid,
            int minSevNoEsAsid,
            String signature,
            TweakMode mode,
            TweakSource source,
            int keyBytes) {
        assertThat(generation.firmware().version()).isEqualTo(new ApiVersion(major, minor));
        assertThat(generation.encryption())
                .isEqualTo(new ChipGeneration.MemoryEncryption(mode, source, keyBytes, cBit, reduction));
        assertThat(generation.cpu().maximumAsid()).isEqualTo(maximumAsid);
        assertThat(generation.cpu().minSevNoEsAsid()).isEqualTo(minSevNoEsAsid);
        assertThat(generation.cpu().signature()).isEqualTo(Integer.decode(signature));
    }

    @ParameterizedTest
    @EnumSource
    void reportsSevWithEncryptedStateAndNoSnp(ChipGeneration generation) {
        assertThat(generation.cpu().features() & 0xA).isEqualTo(0xA);
        assertThat(generation.cpu().features() & 1 << 4).isZero();
        assertThat(generation.cpu().isCacheCoherent()).isEqualTo(generation != ChipGeneration.NAPLES);
    }

    @ParameterizedTest
    @EnumSource
    void isFoundByItsTitleInAnyCase(ChipGeneration generation) {
        assertThat(ChipGeneration.named(generation.title())).contains(generation);
        assertThat(ChipGeneration.named(generation.name())).contains(generation);
    }

    @Test
    void findsNoOtherGeneration() {
        assertThat(ChipGeneration.named("turin")).isEmpty();
        assertThat(ChipGeneration.named("")).isEmpty();
    }
}
