package dev.sevsim.kernel.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.edit.Key.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDecoderTest {
    private static List<Key> keys(byte[] raw) {
        KeyDecoder decoder = new KeyDecoder();
        List<Key> keys = new ArrayList<>();
        for (byte b : raw) {
            decoder.feed(b & 0xFF).ifPresent(keys::add);
        }
        return keys;
    }

    private static String characters(List<Key> keys) {
        return keys.stream()
                .filter(key -> key.kind() == Kind.CHARACTER)
                .map(key -> Character.toString(key.value()))
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "1B5B41, UP",
        "1B4F41, UP",
        "1B5B42, DOWN",
        "1B5B337E, DELETE",
        "1B5B313B3543, WORD_RIGHT",
        "1B62, WORD_LEFT",
        "1B7F, KILL_WORD",
        "1B5B5A, OTHER",
        "1B78, OTHER",
        "1B1B5B44, LEFT",
        "00, OTHER",
        "7F, BACKSPACE"
    })
    void decodesKeys(String bytes, Kind kind) {
        assertThat(keys(HexFormat.of().parseHex(bytes))).containsExactly(Key.of(kind));
    }

    @Test
    void readsWhereTheCursorIs() {
        assertThat(keys("\u001B[24;80R".getBytes(StandardCharsets.US_ASCII)))
                .containsExactly(new Key(Kind.CURSOR_REPORT, 80));
        assertThat(keys("\u001B[R\u001B[1R\u001B[1;99999R".getBytes(StandardCharsets.US_ASCII)))
                .containsOnly(Key.of(Kind.OTHER));
    }

    /** The same bytes through the JDK's decoder are the oracle. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"plain", "gr\u00FC\u00DFe", "\u4E2D\u6587", "\uD83D\uDE00!", "\u0800\uFFFF\u0080"})
    void readsUtf8(String text) {
        String printable = text.codePoints()
                .filter(point -> point >= ' ')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());

        assertThat(characters(keys(printable.getBytes(StandardCharsets.UTF_8)))).isEqualTo(printable);
    }

    @Test
    void neverFailsAndFindsBackToPlainText() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 100_000; round++) {
            byte[] noise = new byte[random.nextInt(12)];
            random.nextBytes(noise);
            byte[] raw = new byte[noise.length + 40];
            System.arraycopy(noise, 0, raw, 0, noise.length);
            java.util.Arrays.fill(raw, noise.length, raw.length, (byte) 'x');

            assertThat(characters(keys(raw))).endsWith("xxx");
        }
    }
}
