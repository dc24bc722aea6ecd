package dev.sevsim.ovmf.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.efi.HobMemoryAllocation;
import dev.sevsim.abi.image.OvmfTable.Area;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretPageRuleTest {
    @ParameterizedTest(name = "{0}: {1} -> {2}, type {3}")
    @CsvSource({
        "EXACT_BOOT_SERVICES_DATA, 0x1000, 0x1000, 4",
        "EXACT_BOOT_SERVICES_DATA, 0xC00, 0xC00, 4",
        "PAGES_BOOT_SERVICES_DATA, 0xC00, 0x1000, 4",
        "PAGES_BOOT_SERVICES_DATA, 0x1000, 0x1000, 4",
        "PAGES_RESERVED, 0xC00, 0x1000, 0",
        "PAGES_RESERVED, 0x1000, 0x1000, 0",
        "PAGES_RESERVED, 0x1001, 0x2000, 0"
    })
    void keepsTheAreaAsTheReleaseDoes(SecretPageRule rule, String size, String kept, int type) {
        HobMemoryAllocation hob = rule.hob(new Area(0x81_0000, Long.decode(size)));

        assertThat(hob.base()).isEqualTo(0x81_0000);
        assertThat(hob.length()).isEqualTo(Long.decode(kept));
        assertThat(hob.memoryType()).isEqualTo(type);
        assertThat(hob.name().isAllZero()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "202102, EXACT_BOOT_SERVICES_DATA",
        "202111, PAGES_BOOT_SERVICES_DATA",
        "202405, PAGES_RESERVED",
        "202511, PAGES_RESERVED"
    })
    void belongsToItsRelease(String tag, SecretPageRule rule) {
        assertThat(OvmfRelease.fromTag(tag).orElseThrow().behaviour().secretPage())
                .isEqualTo(rule);
    }
}
