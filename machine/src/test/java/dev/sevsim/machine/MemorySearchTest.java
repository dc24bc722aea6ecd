package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.leak.SecretFinder;
import dev.sevsim.bus.leak.SecretFinder.Found;
import dev.sevsim.bus.leak.SecretFinder.Part;
import dev.sevsim.bus.leak.SecretForm;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.psp.FirmwareProfile;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySearchTest {
    private static final Bytes MARKER = Bytes.ofAscii("thirty-two bytes that mean a lot");
    private static final long SIZE = 64L << 20;

    private final EncryptedMemory memory =
            FirmwareProfile.milan().memory(SIZE, SeededRandom.of(3).split("memory"));
    private final MemorySearch search = MemorySearch.asHost(memory);

    @ParameterizedTest(name = "at 0x{0}")
    @ValueSource(strings = {"0", "1ff8", "200000", "3ffff0", "3ffffe0"})
    void findsWhatIsThere(String hexadecimal) {
        long address = Long.parseLong(hexadecimal, 16);
        memory.hostPort().write(new SystemPhysical(address), MARKER);

        assertThat(search.find(SecretBytes.of(MARKER))).hasValue(address);
    }

    @Test
    void findsOnlyHalvesOnPagesThatAreApart() {
        SecretFinder finder = new SecretFinder(Map.of("marker", SecretBytes.of(MARKER)));
        assertThat(search.search(finder)).isEmpty();
        memory.hostPort().write(new SystemPhysical(0x1FF0), MARKER.slice(0, 16));
        memory.hostPort().write(new SystemPhysical(0x3000), MARKER.slice(16, 32));

        assertThat(search.search(finder))
                .containsExactly(
                        new Found("marker", Part.FIRST_HALF, SecretForm.PLAIN, 0x1FF0),
                        new Found("marker", Part.SECOND_HALF, SecretForm.PLAIN, 0x3000));
        assertThat(memory.touchedAddresses()).containsExactly(0x1000L, 0x3000L);
    }

    @Test
    void findsEncodedSecrets() {
        String encoded = Base64.getEncoder().encodeToString(MARKER.toArray());
        memory.hostPort().write(new SystemPhysical(0x1FF9), Bytes.ofAscii(encoded));

        assertThat(search.find(SecretBytes.of(MARKER))).hasValue(0x1FF9);
    }

    @Test
    void doesNotFindWhatIsWrittenThroughAKey() {
        byte[] raw = MARKER.toArray();
        memory.guestAccess().write(0, Encryption.ENCRYPTED, 0x5000, raw, 0, raw.length);

        assertThat(search.find(SecretBytes.of(MARKER))).isEmpty();
        assertThat(MemorySearch.asGuest(memory, 0).find(SecretBytes.of(MARKER))).hasValue(0x5000);
        assertThat(MemorySearch.asGuest(memory, 1).find(SecretBytes.of(MARKER))).isEmpty();

        memory.guestAccess().write(0, Encryption.PLAIN, 0x5000, raw, 0, raw.length);
        assertThat(search.find(SecretBytes.of(MARKER))).hasValue(0x5000);
    }

    @Test
    void refusesToLookForNothing() {
        memory.hostPort().write(new SystemPhysical(0), MARKER);

        assertThatThrownBy(() -> search.find(SecretBytes.zeros(0))).isInstanceOf(IllegalArgumentException.class);
    }
}
