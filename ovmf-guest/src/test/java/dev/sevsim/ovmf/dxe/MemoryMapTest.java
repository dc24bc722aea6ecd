package dev.sevsim.ovmf.dxe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiStatus;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryMapTest {
    private static final int FREE = 7;
    private static final int DATA = 4;
    private static final long MIB = 1 << 20;

    private static MemoryMap map() {
        MemoryMap map = new MemoryMap();
        map.set(0, 16 * MIB, FREE);
        return map;
    }

    @Test
    void mergesNeighboursOfOneTypeOnly() {
        MemoryMap map = map();
        map.set(0x3000, 0x4000, DATA);
        map.set(0x4000, 0x5000, DATA);
        map.set(0x5000, 0x6000, 0);

        assertThat(map.descriptors())
                .extracting(EfiMemoryDescriptor::type, EfiMemoryDescriptor::physicalStart, EfiMemoryDescriptor::pages)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(FREE, 0L, 3L),
                        org.assertj.core.api.Assertions.tuple(DATA, 0x3000L, 2L),
                        org.assertj.core.api.Assertions.tuple(0, 0x5000L, 1L),
                        org.assertj.core.api.Assertions.tuple(FREE, 0x6000L, 4090L));
    }

    @Test
    void doesNotMergeAcrossAHole() {
        MemoryMap map = new MemoryMap();
        map.set(0, 0xA_0000, FREE);
        map.set(0x10_0000, 0x20_0000, FREE);

        assertThat(map.descriptors()).hasSize(2);
    }

    @Test
    void allocatesFromTheTopAndGivesBack() {
        MemoryMap map = map();
        long key = map.key();

        OptionalLong got = map.allocate(DATA, 2, -1);

        assertThat(got).hasValue(16 * MIB - 0x2000);
        assertThat(map.key()).isNotEqualTo(key);
        assertThat(map.free(got.getAsLong(), 2)).isEqualTo(EfiStatus.SUCCESS);
        assertThat(map.descriptors()).hasSize(1);
    }

    @ParameterizedTest(name = "limit {0}: {1}")
    @CsvSource({"0x1FFF, 0x1000", "0x2000, 0x1000", "0xFFFFFF, 0xFFF000", "0x1000000, 0xFFF000"})
    void staysBelowTheAddressAskedFor(String limit, String expected) {
        assertThat(map().allocate(DATA, 1, Long.decode(limit))).hasValue(Long.decode(expected));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xFFF, 0x1FFE})
    void neverGivesPageZero(long limit) {
        assertThat(map().allocate(DATA, 1, limit)).isEmpty();
    }

    @Test
    void takesMemoryAbove4GibOnlyWhenThereIsNoneBelow() {
        MemoryMap map = map();
        map.set(1L << 32, (1L << 32) + MIB, FREE);

        assertThat(map.allocate(DATA, 4095, -1)).hasValue(0x1000);
        assertThat(map.allocate(DATA, 1, -1)).hasValue((1L << 32) + MIB - 0x1000);
        assertThat(map.allocate(DATA, 1, (1L << 32) - 1)).isEmpty();
    }

    @ParameterizedTest(name = "{0} + {1} pages")
    @CsvSource({
        "0x1001, 1",
        "0x1000, 0",
        "0x1000, -1",
        "0x1000, 0x7FFFFFFFFFFFFFFF",
        "0x1000000, 1",
        "0xFFF000, 2",
        "-4096, 1"
    })
    void refusesRangesThatAreNotThere(String start, String pages) {
        MemoryMap map = map();

        assertThat(map.allocateAt(DATA, Long.decode(start), Long.decode(pages))).isEqualTo(EfiStatus.NOT_FOUND);
        assertThat(EfiStatus.isError(map.free(Long.decode(start), Long.decode(pages))))
                .isTrue();
        assertThat(map.descriptors()).hasSize(1);
    }

    @Test
    void refusesToFreeWhatIsFreeOrMixed() {
        MemoryMap map = map();
        map.set(0x3000, 0x4000, DATA);
        map.set(0x4000, 0x5000, 2);

        assertThat(map.free(0x2000, 1)).isEqualTo(EfiStatus.NOT_FOUND);
        assertThat(map.free(0x3000, 2)).isEqualTo(EfiStatus.NOT_FOUND);
        assertThat(map.free(0x3000, 1)).isEqualTo(EfiStatus.SUCCESS);
    }

    @Test
    void tellsMemoryFromHolesAndDevices() {
        MemoryMap map = map();
        map.set(0x3000, 0x4000, 0);
        map.set(32 * MIB, 33 * MIB, 11);

        assertThat(map.isMemory(0x2FFF, 0x1002)).isTrue();
        assertThat(map.isMemory(16 * MIB - 1, 2)).isFalse();
        assertThat(map.isMemory(32 * MIB, 16)).isFalse();
        assertThat(map.isMemory(-16, 32)).isFalse();
        assertThat(map.isMemory(0x1000, Long.MAX_VALUE)).isFalse();
    }

    /** Against one type code per page, the simplest map there is. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void agreesWithAListOfPages(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MemoryMap map = new MemoryMap();
        int[] pages = new int[64];
        java.util.Arrays.fill(pages, -1);
        for (int round = 0; round < 300; round++) {
            int first = random.nextInt(64);
            int count = 1 + random.nextInt(64 - first);
            int type = random.nextInt(3);
            map.set(first * 4096L, (first + count) * 4096L, type);
            java.util.Arrays.fill(pages, first, first + count, type);

            int[] seen = new int[64];
            java.util.Arrays.fill(seen, -1);
            int runs = 0;
            for (EfiMemoryDescriptor d : map.descriptors()) {
                int at = (int) (d.physicalStart() / 4096);
                java.util.Arrays.fill(seen, at, at + (int) d.pages(), d.type());
                runs++;
            }
            assertThat(seen).isEqualTo(pages);
            assertThat(runs).isEqualTo(runsIn(pages));
        }
    }

    private static int runsIn(int[] pages) {
        int runs = 0;
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] >= 0 && (i == 0 || pages[i] != pages[i - 1])) {
                runs++;
            }
        }
        return runs;
    }
}
