package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Flags and bit 23 of SYSCFG after docs/reference/sev-firmware-api.md sections 7.2 and 7.4. */
class CoresTest {
    private final Cores cores = new Cores(3);

    @Test
    void startsWrittenBackWithEncryptionEnabled() {
        assertThat(cores.count()).isEqualTo(3);
        for (int core = 0; core < cores.count(); core++) {
            assertThat(cores.hasWrittenBack(core)).isTrue();
            assertThat(cores.systemConfiguration(core)).isEqualTo(0x80_0000);
        }
        assertThat(cores.memoryEncryptionEnabled()).isTrue();
    }

    @Test
    void keepsTheWriteBackFlagOfEachCore() {
        cores.setWrittenBack(1, false);

        assertThat(IntStream.range(0, 3).mapToObj(cores::hasWrittenBack)).containsExactly(true, false, true);

        cores.setWrittenBack(1, true);
        assertThat(cores.hasWrittenBack(1)).isTrue();
    }

    @Test
    void hasEncryptionEnabledOnlyWhenEveryCoreHas() {
        cores.setSystemConfiguration(2, 0x7F_FFFF);
        assertThat(cores.memoryEncryptionEnabled()).isFalse();

        cores.setSystemConfiguration(2, 0x80_0001);
        assertThat(cores.memoryEncryptionEnabled()).isTrue();
    }
}
