package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.TweakMode;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptionEngineTest {
    private static final int SIZE = 4 * Page.SIZE;

    private final TweakConstants constants = TweakConstants.published();
    private final EncryptionEngine engine = new EncryptionEngine(new Dram(SIZE));
    private final MemoryKey key = key("000102030405060708090a0b0c0d0e0f");
    private final MemoryKey other = key("0f0e0d0c0b0a09080706050403020100");
    private final byte[] content = new byte[SIZE];

    EncryptionEngineTest() {
        new SplittableRandom(2).nextBytes(content);
    }

    private MemoryKey key(String hex) {
        return new MemoryKey(
                SecretBytes.of(Bytes.fromHex(hex)), TweakMode.XEX, constants, MemoryKey.inPageTweaks(constants));
    }

    private Bytes read(@Nullable MemoryKey with, long address, int length) {
        byte[] target = new byte[length];
        engine.read(with, address, target, 0, length);
        return Bytes.copyOf(target);
    }

    @ParameterizedTest(name = "{1} bytes at {0}")
    @CsvSource({"0, 16384", "0, 1", "15, 2", "4090, 12", "4095, 4098", "16383, 1", "100, 9000"})
    void changesTheBytesOfTheRangeAlone(int address, int length) {
        engine.write(key, 0, content, 0, SIZE);
        byte[] added = new byte[length];
        new SplittableRandom(3).nextBytes(added);

        engine.write(key, address, added, 0, length);

        byte[] expected = content.clone();
        System.arraycopy(added, 0, expected, address, length);
        assertThat(read(key, 0, SIZE)).isEqualTo(Bytes.copyOf(expected));
        assertThat(read(key, address, length)).isEqualTo(Bytes.copyOf(added));
    }

    @Test
    void storesPlainBytesWithoutAKeyAndOthersWithOne() {
        engine.write(null, 0, content, 0, Page.SIZE);
        engine.write(key, Page.SIZE, content, 0, Page.SIZE);

        assertThat(read(null, 0, Page.SIZE)).isEqualTo(Bytes.copyOf(content).slice(0, Page.SIZE));
        assertThat(read(null, Page.SIZE, Page.SIZE)).isNotEqualTo(read(null, 0, Page.SIZE));
        assertThat(read(other, Page.SIZE, Page.SIZE)).isNotEqualTo(read(key, Page.SIZE, Page.SIZE));
    }

    @Test
    void putsBlocksBackUnderAnotherKey() {
        engine.write(null, 0, content, 0, Page.SIZE);
        byte[] plain = new byte[64];

        engine.rekeyInPage(null, key, 32, plain, 16, 48);
        Bytes shared = Bytes.copyOf(content).slice(32, 80);
        assertThat(Bytes.copyOf(plain).from(16)).isEqualTo(shared);
        assertThat(read(key, 32, 48)).isEqualTo(shared);

        engine.rekeyInPage(key, other, 32, plain, 0, 48);
        assertThat(Bytes.copyOf(plain).slice(0, 48)).isEqualTo(shared);
        assertThat(read(other, 32, 48)).isEqualTo(shared);
        assertThat(read(null, 80, 16)).isEqualTo(Bytes.copyOf(content).slice(80, 96));
    }

    @Test
    void refusesWhatReachesBeyondDram() {
        assertThatThrownBy(() -> engine.read(key, SIZE - 1, new byte[2], 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("0x3fff and 2 bytes, DRAM ends at 0x4000");
        assertThatThrownBy(() -> engine.write(null, -1, new byte[1], 0, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 5000, 4096", "4095, 9, 1", "4096, 9, 9", "4000, 96, 96"})
    void endsAPartWithItsPage(long address, int length, int inPage) {
        assertThat(EncryptionEngine.inPage(address, length)).isEqualTo(inPage);
    }
}
