package dev.sevsim.ovmf.dxe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import org.junit.jupiter.api.Test;

class MemoryPoolTest {
    private final MemoryMap map = new MemoryMap();
    private final MemoryPool pool = new MemoryPool(map);

    MemoryPoolTest() {
        map.set(0x10_0000, 0x20_0000, 7);
    }

    @Test
    void putsSmallBlocksOfOneTypeOnOnePage() {
        long first = pool.allocate(EfiMemoryType.ACPI_RECLAIM, 16).orElseThrow();
        long second = pool.allocate(EfiMemoryType.ACPI_RECLAIM, 1).orElseThrow();
        long other = pool.allocate(EfiMemoryType.BOOT_SERVICES_DATA, 1).orElseThrow();

        assertThat(second - first).isEqualTo(16);
        assertThat(other / 4096).isNotEqualTo(first / 4096);
    }

    @Test
    void givesPagesBackWithTheLastBlock() {
        long first = pool.allocate(EfiMemoryType.ACPI_RECLAIM, 100).orElseThrow();
        long second = pool.allocate(EfiMemoryType.ACPI_RECLAIM, 2000).orElseThrow();
        long big = pool.allocate(EfiMemoryType.LOADER_DATA, 10_000).orElseThrow();

        assertThat(pool.free(first)).isEqualTo(EfiStatus.SUCCESS);
        assertThat(pool.free(first)).isEqualTo(EfiStatus.INVALID_PARAMETER);
        assertThat(pool.free(second)).isEqualTo(EfiStatus.SUCCESS);
        assertThat(pool.free(big + 16)).isEqualTo(EfiStatus.INVALID_PARAMETER);
        assertThat(pool.free(big)).isEqualTo(EfiStatus.SUCCESS);
        assertThat(map.descriptors()).hasSize(1);
    }

    @Test
    void refusesMoreThanThereIs() {
        assertThat(pool.allocate(EfiMemoryType.LOADER_DATA, 0x10_0001)).isEmpty();
        assertThat(pool.allocate(EfiMemoryType.LOADER_DATA, -1)).isEmpty();
        assertThat(pool.allocate(EfiMemoryType.LOADER_DATA, 0x10_0000)).isPresent();
        assertThat(pool.allocate(EfiMemoryType.LOADER_DATA, 1)).isEmpty();
    }
}
