package dev.sevsim.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SealedFilesTest {
    private final Bytes disk = SealedDisk.content();

    /** Fields are read by the table in {@link SealedFiles} and decrypted by the JDK's cipher. */
    @Test
    void sealsInTheDocumentedFormat() throws Exception {
        byte[] raw = disk.toArray();
        assertThat(new String(raw, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("SVSEALED");
        assertThat(raw[8]).isEqualTo((byte) 2);
        assertThat(raw[12]).isEqualTo((byte) 12);
        assertThat(new String(raw, 14, 12, StandardCharsets.US_ASCII)).isEqualTo("february.csv");
        assertThat(raw[26]).isEqualTo((byte) SealedDisk.FEBRUARY.length());
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(SealedDisk.KEY.toArray(), "AES"),
                new GCMParameterSpec(128, raw, 30, 12));
        cipher.updateAAD("february.csv".getBytes(StandardCharsets.US_ASCII));

        assertThat(cipher.doFinal(raw, 42, SealedDisk.FEBRUARY.length() + 16)).isEqualTo(SealedDisk.FEBRUARY.toArray());
    }

    @Test
    void parsesDamagedDisksWithoutFailing() {
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 100_000; round++) {
            byte[] damaged = Arrays.copyOf(disk.toArray(), random.nextInt(disk.length() + 1));
            for (int i = 0; i < 3 && damaged.length > 0; i++) {
                damaged[random.nextInt(Math.min(damaged.length, 64))] = (byte) random.nextInt(256);
            }
            SealedFiles.parse(damaged)
                    .ifPresent(files -> assertThat(files).allSatisfy(file -> {
                        assertThat(file.content().length()).isGreaterThanOrEqualTo(16);
                        assertThat(file.nonce().length()).isEqualTo(12);
                    }));
        }
    }

    @Test
    void opensWithItsKeyAndNameOnly() {
        SealedFiles.Sealed february =
                SealedFiles.parse(disk.toArray()).orElseThrow().get(0);
        SealedFiles.Sealed renamed = new SealedFiles.Sealed("march.csv", february.nonce(), february.content());

        assertThat(february.open(SealedDisk.KEY.toArray())).contains(SealedDisk.FEBRUARY.toArray());
        assertThat(february.open(new byte[32])).isEmpty();
        assertThat(renamed.open(SealedDisk.KEY.toArray())).isEmpty();
    }
}
