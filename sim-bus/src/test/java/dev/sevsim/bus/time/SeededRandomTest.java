package dev.sevsim.bus.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

/**
 * The expected values were computed with openssl 3: K = SHA-256 of the seed's eight bytes (or HMAC-SHA-256(K, 01 and
 * "psp") for the component), then {@code openssl enc -aes-256-ctr -K HMAC-SHA-256(K, 00) -iv 0} over 40 zero bytes.
 */
class SeededRandomTest {
    private static final Bytes ROOT_42 =
            Bytes.fromHex("06bad6b58b65a8563bcaba572b43baa9920c4b54c6871f8e0b5284cea3ddfc620d72412a14290cda");
    private static final Bytes PSP_42 =
            Bytes.fromHex("ae3630c1d958a112587221741b9bfe1b9fcab3f82bff7d7dd638a8e333ab3fd629321017fb3d07c9");

    @Test
    void drawsWhatOpensslComputes() {
        assertThat(SeededRandom.of(42).bytes(40)).isEqualTo(ROOT_42);
        assertThat(SeededRandom.of(Bytes.fromHex("2a00000000000000")).bytes(40)).isEqualTo(ROOT_42);
        assertThat(SeededRandom.of(42).split("psp").bytes(40)).isEqualTo(PSP_42);
    }

    @Test
    void drawsTheSameInPiecesOfAnySize() {
        SeededRandom random = SeededRandom.of(42);

        Bytes pieces = Bytes.concat(random.bytes(1), random.bytes(0), random.bytes(16), random.bytes(23));

        assertThat(pieces).isEqualTo(ROOT_42);
    }

    @Test
    void ignoresWhatTheTargetHeld() {
        byte[] target = new byte[40];
        java.util.Arrays.fill(target, (byte) 0x5A);

        SeededRandom.of(42).nextBytes(target);

        assertThat(Bytes.copyOf(target)).isEqualTo(ROOT_42);
    }

    @Test
    void keepsComponentsApartFromWhatTheOthersDraw() {
        SeededRandom root = SeededRandom.of(42);
        Bytes drawnBefore = root.bytes(1000);
        Bytes ofAnother = root.split("host").bytes(40);

        assertThat(root.split("psp").bytes(40)).isEqualTo(PSP_42).isNotEqualTo(ofAnother);
        assertThat(drawnBefore.slice(0, 40)).isEqualTo(ROOT_42);
    }

    @Test
    void tellsNestedNamesApart() {
        SeededRandom root = SeededRandom.of(42);

        assertThat(root.split("a").split("b").bytes(32))
                .isNotEqualTo(root.split("ab").bytes(32))
                .isNotEqualTo(root.split("b").split("a").bytes(32));
    }

    @Test
    void readsALongLeastSignificantByteFirst() {
        assertThat(SeededRandom.of(42).nextLong()).isEqualTo(0x56a8658bb5d6ba06L);
    }

    @Test
    void takesAnotherSeedEveryTime() {
        assertThat(SeededRandom.freshSeed()).isNotEqualTo(SeededRandom.freshSeed());
    }
}
