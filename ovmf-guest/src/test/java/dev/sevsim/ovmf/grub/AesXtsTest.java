package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class AesXtsTest {
    /** Key and data of IEEE 1619-2007 annex B, vector 4: data unit 0 of 512 bytes. */
    private static final Bytes KEY = Bytes.fromHex("2718281828459045235360287471352631415926535897932384626433832795");

    @Test
    void encryptsThePublishedVector() {
        byte[] sector = CountingBytes.of(512);

        new AesXts(KEY.toArray()).encrypt(sector, 0);

        assertThat(Bytes.copyOf(sector).slice(0, 32))
                .isEqualTo(Bytes.fromHex("27a7479befa1d476489f308cd4cfa6e2a96e4bbe3208ff25287dd3819616e89c"));
    }

    @Test
    void decryptsEachSectorUnderItsNumber() {
        byte[] two = Bytes.concat(Bytes.copyOf(CountingBytes.of(512)), Bytes.copyOf(CountingBytes.of(512)))
                .toArray();
        AesXts xts = new AesXts(KEY.toArray());
        xts.encrypt(two, 7);
        byte[] second = Bytes.copyOf(two).slice(512, 1024).toArray();

        assertThat(Bytes.copyOf(two).slice(0, 512)).isNotEqualTo(Bytes.copyOf(second));
        xts.decrypt(second, 8);

        assertThat(second).isEqualTo(CountingBytes.of(512));
    }

    @Test
    void refusesOtherKeyLengths() {
        assertThatThrownBy(() -> new AesXts(new byte[48])).isInstanceOf(IllegalArgumentException.class);
    }
}
