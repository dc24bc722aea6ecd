package dev.sevsim.ovmf.grub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;

class AntiForensicStripesTest {
    /** The formula of LUKS On-Disk Format 1.2.3 section 2.4, computed with Python's hashlib: 3 stripes of 40 bytes. */
    @Test
    void mergesStripes() {
        assertThat(Bytes.copyOf(AntiForensicStripes.merge(CountingBytes.of(120), 40)))
                .isEqualTo(Bytes.fromHex(
                        "512bb18e314d508ff96bf0476fe763960d7fee88a203f1a8f60786529f022801fa236647e64a8536"));
    }

    @Test
    void needsEveryStripe() {
        byte[] material = CountingBytes.of(120);
        byte[] key = new byte[40];
        key[3] = 9;
        AntiForensicStripes.split(material, key);
        assertThat(AntiForensicStripes.merge(material, 40)).isEqualTo(key);

        material[0] ^= 1;

        assertThat(AntiForensicStripes.merge(material, 40)).isNotEqualTo(key);
    }
}
