package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.ovmf.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against volumes that OpenSSL's XTS and PBKDF2 made. */
class LuksVolumeTest {
    private static final String PASSPHRASE = "a pass phrase";

    private static SecretBytes secret(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<LuksVolume> unlock(Bytes disk, String passphrase) {
        return LuksHeader.read(disk.slice(0, 1024))
                .flatMap(header -> LuksVolume.unlock(new MemoryDisk(disk), header, secret(passphrase)));
    }

    private static LuksHeader withSlots(LuksHeader from, List<LuksHeader.Slot> slots) {
        return new LuksHeader(
                from.cipher(),
                from.hash(),
                from.payloadSector(),
                from.keyLength(),
                from.digest(),
                from.digestSalt(),
                from.digestIterations(),
                from.uuid(),
                slots);
    }

    private static Bytes changed(int offset, int value) {
        byte[] raw = Vectors.binary("luks1-512.bin").toArray();
        raw[offset] = (byte) value;
        return Bytes.copyOf(raw);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"luks1-512.bin, a pass phrase", "luks1-256.bin, pässwörd"})
    void opensAVolumeOfAnotherMaker(String file, String passphrase) {
        LuksVolume volume = unlock(Vectors.binary(file), passphrase).orElseThrow();

        for (int sector = 0; sector < 3; sector++) {
            assertThat(volume.read(sector, 1).orElseThrow().toUtf8())
                    .startsWith("sector 00" + sector + " of the plain text, sevsim...")
                    .endsWith("...");
        }
        assertThat(volume.read(1, 2).orElseThrow().slice(512, 522)).isEqualTo(Bytes.ofAscii("sector 002"));
        assertThat(volume.read(2, 2)).isEmpty();
        assertThat(volume.contains(new GuestDisk.Extent(2, 512))).isTrue();
        assertThat(volume.contains(new GuestDisk.Extent(2, 513))).isFalse();
    }

    @Test
    void readsTheHeader() {
        LuksHeader header = LuksHeader.read(Vectors.binary("luks1-512.bin")).orElseThrow();

        assertThat(header.cipher()).isEqualTo("aes-xts-plain64");
        assertThat(header.hash()).isEqualTo("sha256");
        assertThat(header.uuid()).isEqualTo("5e5e5e5e-0000-4000-8000-000000000001");
        assertThat(header.payloadSector()).isEqualTo(8);
        assertThat(header.keyLength()).isEqualTo(64);
        assertThat(header.slots()).filteredOn(LuksHeader.Slot::enabled).hasSize(1);
        assertThat(header.slots().get(3).stripes()).isEqualTo(7);
        assertThat(header.encode()).isEqualTo(Vectors.binary("luks1-512.bin").slice(0, 592));
    }

    @Test
    void refusesWrongPassphrasesAndDamagedVolumes() {
        assertThat(unlock(changed(0, 'L'), PASSPHRASE)).isPresent();
        assertThat(unlock(changed(0, 'L'), "a pass phrasE")).isEmpty();
        assertThat(unlock(changed(0, 'L'), "")).isEmpty();
        assertThat(unlock(changed(1024, 1), PASSPHRASE)).as("a stripe").isEmpty();
        assertThat(unlock(changed(112, 1), PASSPHRASE)).as("the digest").isEmpty();
        assertThat(unlock(changed(208 + 3 * 48, 1), PASSPHRASE))
                .as("slot not enabled")
                .isEmpty();
        assertThat(unlock(changed(208 + 3 * 48 + 8, 1), PASSPHRASE))
                .as("slot salt")
                .isEmpty();
        assertThat(unlock(changed(208 + 3 * 48 + 43, 3), PASSPHRASE))
                .as("slot sector")
                .isEmpty();
    }

    /** Eight slots of 10,000,000 iterations each would take minutes. */
    @Test
    void boundsTheIterationsOfAllSlotsTogether() {
        LuksHeader header = LuksHeader.read(Vectors.binary("luks1-512.bin")).orElseThrow();
        LuksHeader.Slot costly = new LuksHeader.Slot(true, 9_000_000, Bytes.zeros(32), 8, 4000);

        LuksHeader one = withSlots(header, List.of(costly));
        LuksHeader two = withSlots(header, List.of(costly, costly));

        assertThat(LuksVolume.isSupported(one)).isTrue();
        assertThat(LuksVolume.excess(one)).isEmpty();
        assertThat(LuksVolume.isSupported(two)).isFalse();
        assertThat(LuksVolume.excess(two)).contains(" iterations of all slots together, at most 10000000");
    }

    @ParameterizedTest(name = "byte {0} = {1}")
    @CsvSource({"0, 0", "7, 2", "8, 98", "40, 99", "72, 109", "108, 1", "111, 63", "164, 127", "167, 0"})
    void takesNothingThatItCannotDo(int offset, int value) {
        byte[] raw = changed(offset, value).toArray();
        if (offset == 167) {
            raw[166] = 0;
        }

        assertThat(unlock(Bytes.copyOf(raw), PASSPHRASE)).isEmpty();
    }

    @ParameterizedTest(name = "byte {0} of the slot = {1}")
    @CsvSource({"4, 127", "4, 255", "40, 255", "44, 255", "45, 1", "47, 0"})
    void boundsTheWorkThatASlotAsksFor(int offset, int value) {
        assertThat(unlock(changed(208 + 3 * 48 + offset, value), PASSPHRASE)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesAnyHeader(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            byte[] raw = Vectors.binary("luks1-512.bin").toArray();
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                int at = random.nextInt(592);
                // Iteration counts stay small: a large one is a matter of time, not of correctness.
                boolean iterations =
                        (at >= 164 && at < 168) || (at >= 208 && (at - 208) % 48 >= 4 && (at - 208) % 48 < 8);
                raw[at] = iterations ? raw[at] : (byte) random.nextInt(256);
            }
            Optional<LuksVolume> volume = unlock(Bytes.copyOf(raw), PASSPHRASE);
            volume.ifPresent(v -> assertThat(v.read(0, 1))
                    .satisfiesAnyOf(
                            read -> assertThat(read).isEmpty(),
                            read -> assertThat(read.orElseThrow().length()).isEqualTo(512)));
        }
    }

    @Test
    void showsOddTextOfAHeaderAsQuestionMarks() {
        assertThat(LuksHeader.read(changed(168, 0x1B)).orElseThrow().uuid()).startsWith("?e5e5e5e");
    }

    @Test
    void refusesXtsKeysOfOtherLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AesXts(new byte[48]))
                .withMessageContaining("48");
    }
}
