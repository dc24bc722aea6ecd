package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.chip.TweakMode;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.work.Workers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedMemoryTest {
    private static final Bytes KEY = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    private static final Bytes BLOCK = Bytes.ofAscii("sixteen byte blk");
    private static final long P = 0x12345670;
    private static final long Q = 0x12346670;
    private static final int ASID = 5;
    private static final long SIZE = 0x14000000;

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "XE, 7d83f801d37b9dd1134812f9c4bc925c, 558bb7384387a16c449bbb290680a327",
        "XEX, 99c599d4373dfc04f70e732c20faf389, 45509714ca12a13787a58f1243acc1a3"
    })
    void encryptsAndMovesTheWorkedExample(TweakMode mode, String ciphertext, String movedToQ) {
        EncryptedMemory memory = published(mode);
        guestWrites(memory, P, BLOCK);

        Bytes stored = memory.hostPort().read(new SystemPhysical(P), 16);
        assertThat(stored).isEqualTo(Bytes.fromHex(ciphertext));

        memory.hostPort().write(new SystemPhysical(Q), stored);
        assertThat(guestReads(memory, Q, 16)).isEqualTo(Bytes.fromHex(movedToQ));
        assertThat(guestReads(memory, P, 16)).isEqualTo(BLOCK);
    }

    @Test
    void movesAnAdjustedBlockUnderXex() {
        EncryptedMemory memory = published(TweakMode.XEX);
        memory.hostPort().write(new SystemPhysical(Q), Bytes.fromHex("bf27569811df3348d1ecbc6006183cc5"));

        assertThat(guestReads(memory, Q, 16)).isEqualTo(Bytes.fromHex("558bb7384387a16c449bbb290680a327"));
    }

    @ParameterizedTest(name = "at {0}")
    @ValueSource(strings = {"0x14000000", "0x13FFFFF8", "0x7FFFFFFFFFFFFFF0", "-16"})
    void givesAGuestOnesWhereNoMemoryIs(String address) {
        EncryptedMemory memory = published(TweakMode.XEX);
        GuestMemoryAccess guest = memory.guestAccess();
        byte[] read = new byte[18];

        guest.write(ASID, Encryption.ENCRYPTED, Long.decode(address), new byte[16], 0, 16);
        guest.read(ASID, Encryption.ENCRYPTED, Long.decode(address), read, 1, 16);

        assertThat(guest.contains(Long.decode(address), 16)).isFalse();
        assertThat(Bytes.copyOf(read)).isEqualTo(Bytes.fromHex("00" + "ff".repeat(16) + "00"));
        assertThat(memory.touchedFrames()).isZero();
    }

    @Test
    void replaysAnOldBlockInPlace() {
        EncryptedMemory memory = published(TweakMode.XEX);
        guestWrites(memory, P, BLOCK);
        Bytes old = memory.devicePort().read(new SystemPhysical(P), 16);
        guestWrites(memory, P, Bytes.zeros(16));

        memory.hostPort().write(new SystemPhysical(P), old);

        assertThat(guestReads(memory, P, 16)).isEqualTo(BLOCK);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithBlockByBlockEncryptionOnAnyRange(long seed) throws GeneralSecurityException {
        SplittableRandom random = new SplittableRandom(seed);
        TweakMode mode = seed % 2 == 0 ? TweakMode.XE : TweakMode.XEX;
        TweakConstants constants = TweakConstants.random(SeededRandom.of(seed));
        int size = 64 << 10;
        EncryptedMemory memory = memory(size, mode, constants);
        GuestMemoryAccess guest = memory.guestAccess();
        byte[] model = new byte[size];
        for (int address = 0; address < size; address += 16) {
            System.arraycopy(naive(Cipher.DECRYPT_MODE, mode, constants, address, new byte[16]), 0, model, address, 16);
        }

        for (int round = 0; round < 60; round++) {
            int address = random.nextInt(size);
            int length = random.nextInt(Math.min(size - address, round % 3 == 0 ? 20_000 : 100) + 1);
            int offset = random.nextInt(3) == 0 ? 0 : random.nextInt(40);
            byte[] data = new byte[offset + length + 5];
            random.nextBytes(data);
            guest.write(ASID, Encryption.ENCRYPTED, address, data, offset, length);
            System.arraycopy(data, offset, model, address, length);

            int from = random.nextInt(size);
            int count = random.nextInt(size - from + 1);
            byte[] read = new byte[count + 9];
            guest.read(ASID, Encryption.ENCRYPTED, from, read, 7, count);
            assertThat(Arrays.equals(read, 7, 7 + count, model, from, from + count))
                    .as("seed %d round %d: %d bytes at %d", seed, round, count, from)
                    .isTrue();
        }
        assertThatFramesHold(model, memory, mode, constants);
    }

    private static void assertThatFramesHold(
            byte[] model, EncryptedMemory memory, TweakMode mode, TweakConstants constants)
            throws GeneralSecurityException {
        for (int address = 0; address < model.length; address += 16) {
            if (frameWasWritten(memory, address)) {
                byte[] plain = Arrays.copyOfRange(model, address, address + 16);
                assertThat(memory.hostPort().read(new SystemPhysical(address), 16))
                        .isEqualTo(Bytes.copyOf(naive(Cipher.ENCRYPT_MODE, mode, constants, address, plain)));
            }
        }
    }

    @Test
    void readsRawBytesWithoutKeyOrWithoutCBit() {
        EncryptedMemory memory = published(TweakMode.XEX);
        memory.hostPort().write(new SystemPhysical(P), BLOCK);
        byte[] plain = new byte[16];
        byte[] noKey = new byte[16];

        memory.guestAccess().read(ASID, Encryption.PLAIN, P, plain, 0, 16);
        memory.guestAccess().read(6, Encryption.ENCRYPTED, P, noKey, 0, 16);

        assertThat(Bytes.copyOf(plain)).isEqualTo(BLOCK);
        assertThat(Bytes.copyOf(noKey)).isEqualTo(BLOCK);
        assertThat(guestReads(memory, P, 16)).isNotEqualTo(BLOCK);
    }

    @Test
    void keepsGuestsApart() {
        EncryptedMemory memory = published(TweakMode.XEX);
        memory.firmwarePort().install(6, SecretBytes.zeros(16));
        guestWrites(memory, P, BLOCK);
        byte[] other = new byte[16];

        memory.guestAccess().read(6, Encryption.ENCRYPTED, P, other, 0, 16);

        assertThat(Bytes.copyOf(other)).isNotEqualTo(BLOCK);
    }

    @Test
    void costsWhatWasWritten() {
        EncryptedMemory memory = published(TweakMode.XEX);
        assertThat(memory.hostPort().read(new SystemPhysical(SIZE - 100), 100).isAllZero())
                .isTrue();
        assertThat(guestReads(memory, 0x5000, 64).isAllZero()).isFalse();
        assertThat(memory.touchedFrames()).isZero();

        guestWrites(memory, 0x5FFF, Bytes.of(1, 2));

        assertThat(memory.touchedFrames()).isEqualTo(2);
    }

    @Test
    void checksItsEnds() {
        MemoryPort port = published(TweakMode.XEX).hostPort();

        assertThat(port.contains(SIZE - 1, 1)).isTrue();
        assertThat(port.contains(SIZE - 1, 2)).isFalse();
        assertThat(port.contains(SIZE, 0)).isFalse();
        assertThat(port.contains(-1, 1)).isFalse();
        assertThat(port.contains(16, Long.MAX_VALUE)).isFalse();
        assertThatThrownBy(() -> port.read(SIZE - 1, new byte[2], 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> port.write(0, new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void measuresAndEncryptsRangesOfAnySize(Encryption encryption) throws GeneralSecurityException {
        for (int length : new int[] {16, 4096, 4112, 262_144 - 16, 262_144, 1 << 20, (5 << 20) + 48}) {
            try (Workers workers = Workers.pooled()) {
                EncryptedMemory memory = memory(8 << 20, TweakMode.XEX, TweakConstants.published(), workers);
                byte[] data = new byte[length];
                new SplittableRandom(length).nextBytes(data);
                long address = 0x7F0;
                memory.firmwarePort().write(encryption, address, data, 0, length);
                MessageDigest digest = MessageDigest.getInstance("SHA-256");

                memory.firmwarePort().measureAndEncrypt(encryption, ASID, address, length, digest);

                assertThat(Bytes.copyOf(digest.digest())).isEqualTo(sha256(Bytes.copyOf(data)));
                assertThat(guestReads(memory, address, length)).isEqualTo(Bytes.copyOf(data));
            }
        }
    }

    @Test
    void measuresAlsoWithoutWorkers() throws GeneralSecurityException {
        Workers workers = Workers.pooled();
        EncryptedMemory memory = memory(8 << 20, TweakMode.XEX, TweakConstants.published(), workers);
        workers.close();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");

        memory.firmwarePort().measureAndEncrypt(Encryption.PLAIN, ASID, 0, 1 << 20, digest);

        assertThat(Bytes.copyOf(digest.digest())).isEqualTo(sha256(Bytes.zeros(1 << 20)));
        assertThat(guestReads(memory, 0, 1 << 20).isAllZero()).isTrue();
    }

    @Test
    void neverShowsAHalfWrittenPage() {
        EncryptedMemory memory = published(TweakMode.XEX);
        GuestMemoryAccess guest = memory.guestAccess();
        byte[] ones = new byte[4096];
        Arrays.fill(ones, (byte) 1);
        guest.write(ASID, Encryption.ENCRYPTED, 0, ones, 0, 4096);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            byte[] page = new byte[4096];
            for (int i = 0; i < 2000; i++) {
                Arrays.fill(page, (byte) (i % 7 + 1));
                guest.write(ASID, Encryption.ENCRYPTED, 0, page, 0, 4096);
            }
        });

        byte[] seen = new byte[4096];
        for (int i = 0; i < 2000; i++) {
            guest.read(ASID, Encryption.ENCRYPTED, 0, seen, 0, 4096);
            byte[] same = new byte[4096];
            Arrays.fill(same, seen[0]);
            assertThat(Arrays.equals(seen, same)).isTrue();
            assertThat(seen[0]).isBetween((byte) 1, (byte) 7);
        }
        writer.join();
    }

    @Test
    void losesWritesOfOthersToAProtectedRange() {
        EncryptedMemory memory = published(TweakMode.XEX);
        Bytes ones = Bytes.fromHex("11".repeat(48));
        memory.firmwarePort().protect(SIZE - 32, 16);

        memory.hostPort().write(new SystemPhysical(SIZE - 48), ones);
        memory.devicePort().write(new SystemPhysical(SIZE - 32), ones.slice(0, 16));
        guestWrites(memory, SIZE - 32, BLOCK);

        Bytes seen = memory.hostPort().read(new SystemPhysical(SIZE - 48), 48);
        assertThat(seen).isEqualTo(Bytes.concat(ones.slice(0, 16), Bytes.zeros(16), ones.slice(0, 16)));
        assertThatThrownBy(() -> memory.hostPort().write(new SystemPhysical(SIZE - 47), ones))
                .isInstanceOf(IndexOutOfBoundsException.class);
        memory.firmwarePort().write(Encryption.PLAIN, SIZE - 32, ones.toArray(), 0, 16);
        assertThat(memory.hostPort().read(new SystemPhysical(SIZE - 48), 48)).isEqualTo(ones);

        memory.firmwarePort().unprotect();
        memory.hostPort().write(new SystemPhysical(SIZE - 32), Bytes.zeros(16));
        assertThat(memory.hostPort().read(new SystemPhysical(SIZE - 32), 16).isAllZero())
                .isTrue();
    }

    @Test
    void letsRunWhatIsEnabledAndTheHostsOwn() {
        EncryptedMemory memory = published(TweakMode.XEX);
        GuestMemoryAccess guest = memory.guestAccess();

        assertThat(guest.mayRun(0)).isTrue();
        assertThat(guest.mayRun(16)).isTrue();
        assertThat(guest.mayRun(ASID)).isFalse();
        memory.firmwarePort().enable(ASID);
        assertThat(guest.mayRun(ASID)).isTrue();
        memory.firmwarePort().disable(ASID);
        assertThat(guest.mayRun(ASID)).isFalse();
    }

    @Test
    void tracksWriteBackAndSystemConfigurationByCore() {
        EncryptedMemory memory = published(TweakMode.XEX);
        FirmwarePort port = memory.firmwarePort();
        port.requireWriteBack(0);
        port.requireWriteBack(1);

        memory.writeBackInvalidate(1);

        assertThat(port.hasWrittenBack(0)).isFalse();
        assertThat(port.hasWrittenBack(1)).isTrue();
        assertThat(port.memoryEncryptionEnabled()).isTrue();
        memory.writeSystemConfiguration(1, 0);
        assertThat(port.memoryEncryptionEnabled()).isFalse();
    }

    private static EncryptedMemory published(TweakMode mode) {
        return memory(SIZE, mode, TweakConstants.published());
    }

    private static EncryptedMemory memory(long size, TweakMode mode, TweakConstants constants) {
        return memory(size, mode, constants, Workers.direct());
    }

    private static EncryptedMemory memory(long size, TweakMode mode, TweakConstants constants, Workers workers) {
        EncryptedMemory memory = new EncryptedMemory(
                new EncryptedMemory.Board(size, 2, 15, 16), mode, constants, SeededRandom.of(1), workers);
        memory.firmwarePort().install(ASID, SecretBytes.of(KEY));
        return memory;
    }

    private static void guestWrites(EncryptedMemory memory, long address, Bytes content) {
        memory.guestAccess().write(ASID, Encryption.ENCRYPTED, address, content.toArray(), 0, content.length());
    }

    private static Bytes guestReads(EncryptedMemory memory, long address, int length) {
        byte[] target = new byte[length];
        memory.guestAccess().read(ASID, Encryption.ENCRYPTED, address, target, 0, length);
        return Bytes.copyOf(target);
    }

    private static boolean frameWasWritten(EncryptedMemory memory, long address) {
        return !memory.hostPort()
                .read(new SystemPhysical(address).pageBase(), 4096)
                .isAllZero();
    }

    /** One block by the formulas of docs/reference/sev-firmware-api.md section 7.1, with the JDK's cipher. */
    private static byte[] naive(int direction, TweakMode mode, TweakConstants constants, long address, byte[] block)
            throws GeneralSecurityException {
        byte[] tweak = constants.tweak(address).toArray();
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(direction, new SecretKeySpec(KEY.toArray(), "AES"));
        boolean before = mode == TweakMode.XEX || direction == Cipher.ENCRYPT_MODE;
        boolean after = mode == TweakMode.XEX || direction == Cipher.DECRYPT_MODE;
        byte[] output = cipher.doFinal(before ? xor(block, tweak) : block);
        return after ? xor(output, tweak) : output;
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = new byte[left.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (left[i] ^ right[i]);
        }
        return result;
    }

    private static Bytes sha256(Bytes message) throws GeneralSecurityException {
        return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(message.toArray()));
    }
}
