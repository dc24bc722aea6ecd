package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.bus.work.Workers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasuringEncryptorTest {
    private static final int SIZE = 2 << 20;
    private static final int START = 0x1010;

    private final TweakConstants constants = TweakConstants.published();
    private final EncryptionEngine engine = new EncryptionEngine(new Dram(SIZE));
    private final MemoryKey host = key("000102030405060708090a0b0c0d0e0f");
    private final MemoryKey guest = key("0f0e0d0c0b0a09080706050403020100");

    private MemoryKey key(String hex) {
        return new MemoryKey(
                SecretBytes.of(Bytes.fromHex(hex)), TweakMode.XEX, constants, MemoryKey.inPageTweaks(constants));
    }

    /** Lengths around a block, a chunk of 64 KiB, a batch of 256 KiB and two batches. */
    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {16, 4096, 0x10000, 0x10010, 0x3FFF0, 0x40000, 0x40010, 0x80000, 0x80010, 0x123450})
    void digestsThePlaintextInItsOrderWithAndWithoutWorkers(int length) throws NoSuchAlgorithmException {
        byte[] content = new byte[length];
        new SplittableRandom(length).nextBytes(content);
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(content);

        try (Workers pooled = Workers.pooled()) {
            for (Workers workers : new Workers[] {Workers.direct(), pooled}) {
                engine.write(host, START, content, 0, length);
                MessageDigest digest = MessageDigest.getInstance("SHA-256");

                new MeasuringEncryptor(engine, workers).run(host, guest, START, length, digest);

                byte[] read = new byte[length];
                engine.read(guest, START, read, 0, length);
                assertThat(digest.digest()).isEqualTo(expected);
                assertThat(read).isEqualTo(content);
            }
        }
    }

    @Test
    void measuresOneRangeAfterAnotherWithOneBuffer() throws NoSuchAlgorithmException {
        byte[] content = new byte[0x90000];
        new SplittableRandom(4).nextBytes(content);
        engine.write(null, 0, content, 0, content.length);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        MeasuringEncryptor encryptor = new MeasuringEncryptor(engine, Workers.direct());

        encryptor.run(null, guest, 0, 0x80000, digest);
        encryptor.run(null, guest, 0x80000, 0x10000, digest);

        assertThat(digest.digest())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
    }

    @Test
    void showsTheCallerWhatAChunkMet() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        MeasuringEncryptor encryptor = new MeasuringEncryptor(engine, Workers.direct());

        assertThatThrownBy(() -> encryptor.run(null, guest, 1L << 40, 16, digest))
                .hasCauseInstanceOf(IndexOutOfBoundsException.class);
    }
}
