package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.TweakMode;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryKeyTest {
    private static final int BLOCK = TweakConstants.BLOCK_SIZE;
    private static final long PAGE = 0x1234_5000;
    private static final Bytes SECRET = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");

    private final TweakConstants constants = TweakConstants.published();
    private final byte[] plain = new byte[Page.SIZE];

    MemoryKeyTest() {
        new SplittableRandom(1).nextBytes(plain);
    }

    private MemoryKey key(Bytes secret, TweakMode mode) {
        return new MemoryKey(SecretBytes.of(secret), mode, constants, MemoryKey.inPageTweaks(constants));
    }

    @ParameterizedTest(name = "{0}, {1} blocks from block {2}")
    @CsvSource({"XE, 1, 0", "XE, 3, 7", "XE, 256, 0", "XEX, 1, 255", "XEX, 5, 250", "XEX, 256, 0"})
    void encryptsEachBlockUnderItsOwnTweak(TweakMode mode, int blocks, int first) throws GeneralSecurityException {
        int at = first * BLOCK;
        byte[] frame = new byte[Page.SIZE];
        key(SECRET, mode).encrypt(plain, at, PAGE + at, blocks * BLOCK, frame);

        byte[] expected = new byte[Page.SIZE];
        for (int block = first; block < first + blocks; block++) {
            encryptBlock(mode, SECRET, block * BLOCK, expected);
        }
        assertThat(frame).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(TweakMode.class)
    void takesKeysOf256Bits(TweakMode mode) throws GeneralSecurityException {
        Bytes secret = Bytes.concat(SECRET, Bytes.zeros(16));
        byte[] frame = new byte[Page.SIZE];
        key(secret, mode).encrypt(plain, 32, PAGE + 32, BLOCK, frame);

        byte[] expected = new byte[Page.SIZE];
        encryptBlock(mode, secret, 32, expected);
        assertThat(frame).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(TweakMode.class)
    void decryptsToAnyPlaceOfTheTarget(TweakMode mode) {
        MemoryKey key = key(SECRET, mode);
        byte[] frame = new byte[Page.SIZE];
        key.encrypt(plain, 0, PAGE, Page.SIZE, frame);

        byte[] target = new byte[5 + 48];
        key.decrypt(frame, PAGE + 160, 48, target, 5);

        assertThat(Bytes.copyOf(target).from(5)).isEqualTo(Bytes.copyOf(plain).slice(160, 208));
        assertThat(target).startsWith(0, 0, 0, 0, 0);
    }

    private void encryptBlock(TweakMode mode, Bytes secret, int at, byte[] frame) throws GeneralSecurityException {
        byte[] tweak = constants.tweak(PAGE + at).toArray();
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) (plain[at + i] ^ tweak[i]);
        }
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret.toArray(), "AES"));
        byte[] encrypted = aes.doFinal(block);
        for (int i = 0; i < BLOCK; i++) {
            frame[at + i] = (byte) (mode == TweakMode.XEX ? encrypted[i] ^ tweak[i] : encrypted[i]);
        }
    }
}
