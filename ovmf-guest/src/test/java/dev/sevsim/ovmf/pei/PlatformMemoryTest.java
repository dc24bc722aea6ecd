package dev.sevsim.ovmf.pei;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.ovmf.pei.PlatformMemory.Range;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PlatformMemoryTest {
    private static PlatformMemory of(long... records) {
        ByteBuffer b = ByteBuffer.allocate(records.length / 3 * 20).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < records.length; i += 3) {
            b.putLong(records[i]).putLong(records[i + 1]).putInt((int) records[i + 2]);
        }
        return PlatformMemory.of(Bytes.copyOf(b.array()));
    }

    @Test
    void leavesTheLegacyRangeOutOfRam() {
        assertThat(of(0, 0x800_0000, 1).ram())
                .containsExactly(new Range(0, 0xA_0000), new Range(0x10_0000, 0x800_0000));
    }

    @Test
    void shrinksRamAndGrowsReservedRangesToPages() {
        PlatformMemory memory = of(0x20_0800, 0x2000, 1, 0x40_0800, 0x10, 2);

        assertThat(memory.ram()).containsExactly(new Range(0x20_1000, 0x20_2000));
        assertThat(memory.reserved()).containsExactly(new Range(0x40_0000, 0x40_1000));
    }

    @Test
    void ignoresRecordsBeyond512GibAndEmptyOnes() {
        PlatformMemory memory = of(0x20_0000, 0, 1, -4096, 4096, 1, 512L << 30, 4096, 1, 0x20_0000, 512L << 30, 1);

        assertThat(memory.ram()).isEmpty();
        assertThat(memory.top()).isZero();
    }

    @Test
    void findsTheTopBelowAndAboveFourGib() {
        PlatformMemory memory = of(0x10_0000, 0x7FF0_0000L, 1, 1L << 32, 1L << 30, 1);

        assertThat(memory.lowTop()).isEqualTo(0x8000_0000L);
        assertThat(memory.top()).isEqualTo((1L << 32) + (1L << 30));
    }
}
