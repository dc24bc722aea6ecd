package dev.sevsim.bus.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.leak.SecretFinder.Found;
import dev.sevsim.bus.leak.SecretFinder.Part;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecretFinderTest {
    private static final byte[] KEY = key();

    private final SecretFinder finder = new SecretFinder(Map.of("key", SecretBytes.copyOf(KEY)));

    /** Leaks as other programs would write them; none is made by the class under test. */
    static Stream<Arguments> leaks() {
        List<Arguments> leaks = new ArrayList<>();
        byte[] reversed = new byte[KEY.length];
        StringBuilder lower = new StringBuilder();
        StringBuilder dump = new StringBuilder();
        StringBuilder colons = new StringBuilder();
        StringBuilder pairs = new StringBuilder();
        ByteArrayOutputStream wide = new ByteArrayOutputStream();
        ByteArrayOutputStream wideBig = new ByteArrayOutputStream();
        for (int i = 0; i < KEY.length; i++) {
            reversed[KEY.length - 1 - i] = KEY[i];
            String two = String.format(Locale.ROOT, "%02x", KEY[i]);
            lower.append(two);
            dump.append(i == 8 ? "  " : " ").append(two);
            colons.append(i == 0 ? "" : ":").append(two);
            pairs.append(i % 2 == 0 && i > 0 ? " " : "").append(two);
            wide.write(KEY[i]);
            wide.write(0);
            wideBig.write(0);
            wideBig.write(KEY[i]);
        }
        leaks.add(Arguments.of("plain", KEY, Part.WHOLE, SecretForm.PLAIN));
        leaks.add(Arguments.of("first half", Arrays.copyOf(KEY, 8), Part.FIRST_HALF, SecretForm.PLAIN));
        leaks.add(Arguments.of("second half", Arrays.copyOfRange(KEY, 8, 16), Part.SECOND_HALF, SecretForm.PLAIN));
        leaks.add(Arguments.of("reversed", reversed, Part.WHOLE, SecretForm.REVERSED));
        leaks.add(Arguments.of("hex", ascii(lower), Part.WHOLE, SecretForm.HEXADECIMAL));
        leaks.add(Arguments.of(
                "upper hex", ascii(lower.toString().toUpperCase(Locale.ROOT)), Part.WHOLE, SecretForm.HEXADECIMAL));
        leaks.add(Arguments.of("hexdump -C", ascii(dump), Part.FIRST_HALF, SecretForm.HEXADECIMAL));
        leaks.add(Arguments.of("colons", ascii(colons), Part.WHOLE, SecretForm.HEXADECIMAL));
        leaks.add(Arguments.of("xxd", ascii(pairs), Part.WHOLE, SecretForm.HEXADECIMAL));
        leaks.add(Arguments.of("utf-16le", wide.toByteArray(), Part.WHOLE, SecretForm.UTF_16));
        leaks.add(Arguments.of("utf-16be", wideBig.toByteArray(), Part.WHOLE, SecretForm.UTF_16));
        leaks.addAll(base64());
        return leaks.stream();
    }

    private static List<Arguments> base64() {
        List<Arguments> leaks = new ArrayList<>();
        for (int before = 0; before < 6; before++) {
            byte[] text = new byte[before + KEY.length + 5];
            Arrays.fill(text, (byte) 'Z');
            System.arraycopy(KEY, 0, text, before, KEY.length);
            leaks.add(Arguments.of(
                    "base64 at " + before, Base64.getEncoder().encode(text), Part.WHOLE, SecretForm.BASE64));
            leaks.add(Arguments.of(
                    "base64url at " + before, Base64.getUrlEncoder().encode(text), Part.WHOLE, SecretForm.BASE64));
        }
        return leaks;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leaks")
    void findsALeakAnywhere(String name, byte[] leak, Part part, SecretForm form) {
        for (int at : new int[] {0, 1, 2, 3, 777, 4000 - leak.length}) {
            byte[] content = noise(4000);
            System.arraycopy(leak, 0, content, at, leak.length);

            List<Found> found = finder.search(content);

            assertThat(found).singleElement().satisfies(one -> {
                assertThat(one.part()).isEqualTo(part);
                assertThat(one.form()).isEqualTo(form);
                assertThat(one.offset()).isBetween((long) at, (long) at + 8);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leaks")
    void findsALeakInPieces(String name, byte[] leak, Part part, SecretForm form) {
        for (int size : new int[] {1, 2, 7, 16, 100}) {
            byte[] content = noise(300);
            System.arraycopy(leak, 0, content, 150, leak.length);
            SecretFinder.Stream stream = finder.stream();
            List<Found> found = new ArrayList<>();
            for (int at = 0; at < content.length; at += size) {
                found.addAll(stream.next(Arrays.copyOfRange(content, at, Math.min(content.length, at + size))));
            }

            assertThat(found).anySatisfy(one -> {
                assertThat(one.part()).isEqualTo(part);
                assertThat(one.form()).isEqualTo(form);
                assertThat(one.offset()).isBetween(150L, 158L);
            });
        }
    }

    @Test
    void findsNothingInNoise() {
        assertThat(finder.search(noise(1 << 20))).isEmpty();
        assertThat(finder.search(new byte[0])).isEmpty();
        assertThat(finder.search(Arrays.copyOf(KEY, 7))).isEmpty();
    }

    @Test
    void reportsTheClosestFormOfEachSecret() {
        SecretFinder two = new SecretFinder(
                Map.of("key", SecretBytes.copyOf(KEY), "word", SecretBytes.copyOf(ascii("open sesame"))));
        byte[] content = ascii(Base64.getEncoder().encodeToString(KEY) + " 6f70656e20736573616d65 open sesame");

        assertThat(two.search(content))
                .containsExactly(
                        new Found("key", Part.WHOLE, SecretForm.BASE64, 0),
                        new Found("word", Part.WHOLE, SecretForm.PLAIN, 48));
    }

    /** Half a key of zeros is in every empty page, a secret of a byte in every frame in hexadecimal. */
    @Test
    void doesNotLookForWhatOccursByChance() {
        SecretFinder weak = new SecretFinder(
                Map.of("zeros", SecretBytes.zeros(16), "byte", SecretBytes.copyOf(new byte[] {(byte) 0xA7})));

        assertThat(weak.search(new byte[15])).isEmpty();
        assertThat(weak.search(ascii("a7"))).isEmpty();
        assertThat(weak.search(new byte[] {1, (byte) 0xA7}))
                .containsExactly(new Found("byte", Part.WHOLE, SecretForm.PLAIN, 1));
        assertThat(weak.search(new byte[16])).extracting(Found::secret).containsExactly("zeros");
    }

    @Test
    void refusesASecretOfNoBytes() {
        assertThatThrownBy(() -> new SecretFinder(Map.of("none", SecretBytes.zeros(0))))
                .hasMessage("secret none: 0 bytes, expected at least one");
    }

    @Test
    void describesWhatWasFoundWithoutShowingIt() {
        assertThat(new Found("key", Part.FIRST_HALF, SecretForm.BASE64, 3).describe())
                .isEqualTo("first half of key in base64");
        assertThat(new Found("key", Part.WHOLE, SecretForm.PLAIN, 3).describe()).isEqualTo("key");
    }

    private static byte[] key() {
        byte[] key = new byte[16];
        new Random(5).nextBytes(key);
        return key;
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    private static byte[] ascii(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
