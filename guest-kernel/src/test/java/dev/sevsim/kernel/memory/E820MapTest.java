package dev.sevsim.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.uapi.E820Type;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class E820MapTest {
    private static EfiMemoryDescriptor descriptor(int type, long start, long pages) {
        return new EfiMemoryDescriptor(type, start, 0, pages, 0);
    }

    @Test
    void foldsTypesAndMergesNeighbours() {
        E820Map map = E820Map.ofEfiMap(List.of(
                descriptor(7, 0, 16), descriptor(4, 0x10000, 1), descriptor(0, 0x11000, 1), descriptor(7, 0x20000, 1)));

        assertThat(map.entries())
                .containsExactly(
                        new E820Map.Entry(0, 0x11000, E820Type.RAM),
                        new E820Map.Entry(0x11000, 0x1000, E820Type.RESERVED),
                        new E820Map.Entry(0x20000, 0x1000, E820Type.RAM));
        assertThat(map.ramBytes()).isEqualTo(0x12000);
    }

    @ParameterizedTest(name = "{0} and {1} bytes")
    @CsvSource({
        "0x10000, 0x2000, true",
        "0x11fff, 1, true",
        "0x11fff, 2, false",
        "0xffff, 1, false",
        "0x10000, 0xffffffff, false",
        "0x10000, -1, false",
        "-1, 2, false"
    })
    void findsRangesOfRam(String address, String size, boolean found) {
        E820Map map = new E820Map(List.of(
                new E820Map.Entry(0x10000, 0x2000, E820Type.RAM), new E820Map.Entry(0, 0x1000, E820Type.RESERVED)));

        assertThat(map.isRam(Long.decode(address), Long.decode(size))).isEqualTo(found);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "0x1000 ! 0x2000 ! true",
                "0x0 ! 0x1000 ! false",
                "0x3000 ! 0x4000 ! false",
                "0x2000 ! 0x4000 ! true",
                "0x5000 ! 0x6000 ! false"
            })
    void findsWholePagesOfRam(long start, long end, boolean found) {
        E820Map map = new E820Map(List.of(new E820Map.Entry(0x800, 0x2C00, E820Type.RAM)));

        assertThat(map.holdsRamPage(start, end)).isEqualTo(found);
    }
}
