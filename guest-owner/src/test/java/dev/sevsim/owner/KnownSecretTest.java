package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Guid;
import org.junit.jupiter.api.Test;

class KnownSecretTest {
    private static final Guid LUKS = Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b");

    @Test
    void hasNamesForGuids() {
        assertThat(KnownSecret.parse("luks-key")).contains(LUKS);
        assertThat(KnownSecret.parse("736869E5-84F0-4973-92EC-06879CE3DA0B")).contains(LUKS);
        assertThat(KnownSecret.parse("luks")).isEmpty();
        assertThat(KnownSecret.of(LUKS)).contains(KnownSecret.LUKS_KEY);
    }

    @Test
    void hasTheNamesOfItsConstants() {
        assertThat(KnownSecret.aliases())
                .containsExactly("luks-key", "offline-keys", "online-connection", "kbs-bundle");
    }
}
