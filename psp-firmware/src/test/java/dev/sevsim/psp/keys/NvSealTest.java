package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.psp.nv.NvStorage;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvSealTest {
    private static final Bytes ENCRYPTION_KEY = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private static final Bytes MAC_KEY = Bytes.fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

    private final NvSeal seal = new NvSeal(SecretBytes.of(ENCRYPTION_KEY), SecretBytes.of(MAC_KEY));
    private final Bytes content = Bytes.ofAscii("what a platform keeps");
    private final Bytes area = seal.seal(SecretBytes.of(content));

    @Test
    void givesBackWhatItSealed() {
        SecretBytes opened = seal.open(area).orElseThrow();

        assertThat(opened).isEqualTo(SecretBytes.of(content.paddedTo(NvSeal.CONTENT_SIZE)));
    }

    /** The documented layout, read with nothing but the JDK's ciphers. */
    @Test
    void isLaidOutAsDocumented() throws GeneralSecurityException {
        assertThat(area.length()).isEqualTo(0x8000);
        assertThat(area.slice(0, 8)).isEqualTo(Bytes.fromHex("53564e5601000000"));
        assertThat(area.slice(0x18, 0x20).isAllZero()).isTrue();
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(ENCRYPTION_KEY.toArray(), "AES"),
                new IvParameterSpec(area.slice(8, 0x18).toArray()));
        assertThat(Bytes.copyOf(cipher.doFinal(area.slice(0x20, 0x7FE0).toArray())))
                .isEqualTo(content.paddedTo(0x7FC0));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(MAC_KEY.toArray(), "HmacSHA256"));
        assertThat(Bytes.copyOf(mac.doFinal(area.slice(0, 0x7FE0).toArray()))).isEqualTo(area.from(0x7FE0));
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0, 3, 4, 8, 0x17, 0x18, 0x20, 0x100, 0x7FDF, 0x7FE0, 0x7FFF})
    void refusesAnyChange(int at) {
        byte[] raw = area.toArray();
        raw[at] ^= (byte) 0x80;

        assertThat(seal.open(Bytes.copyOf(raw))).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void refusesRandomAreas(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] raw = new byte[NvStorage.SIZE];
        random.nextBytes(raw);
        byte[] torn = area.toArray();
        int at = random.nextInt(1, torn.length);
        Arrays.fill(torn, at, torn.length, (byte) 0xFF);

        assertThat(seal.open(Bytes.copyOf(raw))).isEmpty();
        assertThat(seal.open(Bytes.copyOf(torn))).isEmpty();
        assertThat(seal.open(Bytes.copyOf(raw, 0, random.nextInt(NvStorage.SIZE))))
                .isEmpty();
    }

    @Test
    void refusesOtherKeys() {
        assertThat(new NvSeal(SecretBytes.of(ENCRYPTION_KEY), SecretBytes.of(ENCRYPTION_KEY)).open(area))
                .isEmpty();
    }

    @Test
    void usesOneCounterBlockForOneContent() {
        Bytes other = seal.seal(SecretBytes.of(Bytes.ofAscii("What a platform keeps")));

        assertThat(seal.seal(SecretBytes.of(content))).isEqualTo(area);
        assertThat(other.slice(8, 0x18)).isNotEqualTo(area.slice(8, 0x18));
    }

    @Test
    void holdsAllThatFitsAndNoMore() {
        SecretBytes full = SecretBytes.zeros(NvSeal.CONTENT_SIZE);

        assertThat(seal.open(seal.seal(full))).contains(full);
        assertThatThrownBy(() -> seal.seal(SecretBytes.zeros(NvSeal.CONTENT_SIZE + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fourBytesTellAnErasedArea() {
        byte[] almost = NvStorage.ERASED.toArray();
        almost[4] = 0;
        byte[] written = NvStorage.ERASED.toArray();
        written[3] = (byte) 0xFE;

        assertThat(NvStorage.isEmpty(NvStorage.ERASED)).isTrue();
        assertThat(NvStorage.isEmpty(Bytes.copyOf(almost))).isTrue();
        assertThat(NvStorage.isEmpty(Bytes.copyOf(written))).isFalse();
        assertThat(NvStorage.isEmpty(area)).isFalse();
    }
}
