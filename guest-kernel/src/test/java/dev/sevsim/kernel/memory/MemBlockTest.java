package dev.sevsim.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemBlockTest {
    private static final long MIB = 1 << 20;

    private final MemBlock free = new MemBlock(E820Map.ofEfiMap(List.of(
            new EfiMemoryDescriptor(7, MIB, 0, 256, 0xF),
            new EfiMemoryDescriptor(0, 2 * MIB, 0, 1, 0xF),
            new EfiMemoryDescriptor(4, 2 * MIB + 0x1000, 0, 511, 0xF))));

    @Test
    void allocatesRamOnly() {
        assertThat(free.isFree(MIB)).isTrue();
        assertThat(free.isFree(2 * MIB - 1)).isTrue();
        assertThat(free.isFree(2 * MIB)).isFalse();
        assertThat(free.isFree(2 * MIB + 0x1000))
                .as("boot services memory is RAM again")
                .isTrue();
        assertThat(free.isFree(4 * MIB)).isFalse();
        assertThat(free.isFree(0)).isFalse();
    }

    @Test
    void givesFromTheTopDown() {
        assertThat(free.allocate(0x3000, 0x1000, 1L << 32)).hasValue(4 * MIB - 0x3000);
        assertThat(free.allocate(0x1000, 0x1000, 1L << 32)).hasValue(4 * MIB - 0x4000);
        assertThat(free.allocate(0x1000, MIB, 3 * MIB)).hasValue(MIB);
        assertThat(free.allocate(0x1000, MIB, 3 * MIB)).isEmpty();
        assertThat(free.allocate(8 * MIB, 0x1000, 1L << 32)).isEmpty();
    }

    @Test
    void reservesEveryPageThatARangeTouches() {
        free.reserve(MIB + 0x1FFF, 2);

        assertThat(free.isFree(MIB + 0xFFF)).isTrue();
        assertThat(free.isFree(MIB + 0x1000)).isFalse();
        assertThat(free.isFree(MIB + 0x2FFF)).isFalse();
        assertThat(free.isFree(MIB + 0x3000)).isTrue();
        free.reserve(0, 16 * MIB);
        assertThat(free.allocate(0x1000, 0x1000, 1L << 32)).isEmpty();
    }
}
