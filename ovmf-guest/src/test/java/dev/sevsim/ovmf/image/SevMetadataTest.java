package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.ovmf.image.SevMetadata.Section;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SevMetadataTest {
    /** Written by hand after docs/reference/ovmf-guest.md section 4.1. */
    private static final Bytes WIRE = Bytes.fromHex("41534556" + "28000000" + "01000000" + "02000000"
            + "00d08000" + "00100000" + "02000000"
            + "00e08000" + "00100000" + "03000000");

    private static final SevMetadata METADATA =
            new SevMetadata(List.of(new Section(0x80_D000, 0x1000, 2), new Section(0x80_E000, 0x1000, 3)));

    @Test
    void hasItsWireForm() {
        assertThat(METADATA.encode()).isEqualTo(WIRE);
        assertThat(SevMetadata.read(Bytes.concat(Bytes.zeros(8), WIRE, Bytes.zeros(4)), WIRE.length() + 4))
                .contains(METADATA);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 12})
    void isAbsentWhenItsHeaderIsWrong(int offset) {
        byte[] damaged = WIRE.toArray();
        damaged[offset] ^= 4;

        assertThat(SevMetadata.read(Bytes.copyOf(damaged), damaged.length)).isEmpty();
    }

    @Test
    void isAbsentOutsideOfTheImage() {
        assertThat(SevMetadata.read(WIRE, 15)).isEmpty();
        assertThat(SevMetadata.read(WIRE, WIRE.length() + 1)).isEmpty();
    }
}
