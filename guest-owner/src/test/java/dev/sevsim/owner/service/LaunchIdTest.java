package dev.sevsim.owner.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.time.SeededRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchIdTest {
    @Test
    void drawsRandomUuids() {
        SeededRandom random = SeededRandom.of(7);
        Set<LaunchId> drawn = new HashSet<>();

        for (int i = 0; i < 1000; i++) {
            LaunchId id = LaunchId.draw(random);
            UUID uuid = UUID.fromString(id.text());
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(LaunchId.parse(id.text())).contains(id);
            drawn.add(id);
        }

        assertThat(drawn).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a1",
                "7C1F0A52-9b3a-4f6b-8f2e-2f7d2c1f9a11",
                "7c1f0a529b3a4f6b8f2e2f7d2c1f9a11",
                "../../../../../../../../../etc/passwd",
                "7c1f0a52-9b3a-4f6b-8f2e-2f7d2c1f9a11\n"
            })
    void refusesOtherText(String text) {
        assertThat(LaunchId.parse(text)).isEmpty();
    }
}
