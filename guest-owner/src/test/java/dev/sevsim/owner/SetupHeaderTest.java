package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SetupHeaderTest {
    /** A header of protocol 2.15 with an initrd maximum of 2 GiB, as the kernels of distributions have it. */
    private static Bytes kernel(int version, int maximum) {
        ByteBuffer file = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x202, 0x53726448)
                .putShort(0x206, (short) version)
                .put(0x211, (byte) 1)
                .putInt(0x22C, maximum);
        return Bytes.copyOf(file.array());
    }

    /** The bytes that Dstack-TEE/dstack #1185 lists: four regions, the rest stays. */
    @Test
    void fillsInWhatABootLoaderFillsIn() {
        Bytes original = kernel(0x20F, 0x7FFF_FFFF);
        Bytes filled =
                Objects.requireNonNull(SetupHeader.filled(original, 0x1234).get("ramdisk 0x7fde000"));

        ByteBuffer header = filled.asLittleEndian();
        assertThat(header.getShort(0x210)).isEqualTo((short) 0x81B0);
        assertThat(header.getInt(0x218)).isEqualTo(0x7FD_E000);
        assertThat(header.getInt(0x21C)).isEqualTo(0x1234);
        assertThat(header.getShort(0x224)).isEqualTo((short) 0xFE00);
        assertThat(header.getInt(0x228)).isEqualTo(0x2_0000);
        assertThat(filled.slice(0, 0x210)).isEqualTo(original.slice(0, 0x210));
        assertThat(filled.from(0x22C)).isEqualTo(original.from(0x22C));
    }

    @Test
    void keepsTheInitrdBelowTheMaximumOfTheKernel() {
        assertThat(SetupHeader.filled(kernel(0x202, 0), 0x1000).keySet())
                .contains("ramdisk 0x37ffe000")
                .allSatisfy(place -> assertThat(Long.decode(place.substring("ramdisk ".length())))
                        .isLessThan(0x3800_0000));
    }

    @Test
    void hasOnePlaceWithoutInitrdAndNoneWithoutHeader() {
        assertThat(SetupHeader.filled(kernel(0x20F, 0), 0)).hasSize(1);
        assertThat(SetupHeader.filled(Bytes.zeros(0x1000), 1)).isEmpty();
        assertThat(SetupHeader.filled(Bytes.of(1, 2, 3), 1)).isEmpty();
    }
}
