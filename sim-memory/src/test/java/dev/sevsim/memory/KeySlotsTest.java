package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.TweakMode;
import org.junit.jupiter.api.Test;

class KeySlotsTest {
    private final KeySlots slots = new KeySlots(15);

    @Test
    void holdsAKeyForEachAsidAndTheHost() {
        MemoryKey host = key(1);
        MemoryKey guest = key(2);
        slots.put(0, host);
        slots.put(15, guest);

        assertThat(slots.key(0)).isSameAs(host);
        assertThat(slots.key(15)).isSameAs(guest);
        assertThat(slots.key(14)).isNull();

        slots.put(15, null);
        assertThat(slots.key(15)).isNull();
    }

    @Test
    void hasNoKeyForAnAsidOutsideItsSlots() {
        assertThat(slots.maximumAsid()).isEqualTo(15);
        assertThat(slots.key(16)).isNull();
        assertThat(slots.key(-1)).isNull();
    }

    @Test
    void letsAnEncryptedGuestRunOnlyWhenEnabled() {
        assertThat(slots.mayRun(5)).isFalse();

        slots.setRunnable(5, true);
        assertThat(slots.mayRun(5)).isTrue();
        assertThat(slots.mayRun(6)).isFalse();

        slots.setRunnable(5, false);
        assertThat(slots.mayRun(5)).isFalse();
    }

    @Test
    void letsAGuestWithoutEncryptionRun() {
        assertThat(slots.mayRun(0)).isTrue();
        assertThat(slots.mayRun(16)).isTrue();
    }

    private static MemoryKey key(int first) {
        TweakConstants constants = TweakConstants.published();
        return new MemoryKey(
                SecretBytes.copyOf(new byte[] {(byte) first, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}),
                TweakMode.XEX,
                constants,
                MemoryKey.inPageTweaks(constants));
    }
}
