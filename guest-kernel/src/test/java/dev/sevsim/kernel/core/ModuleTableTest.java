package dev.sevsim.kernel.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModuleTableTest {
    private final ModuleUse use = new ModuleUse();
    private final ModuleTable table = new ModuleTable();
    private int result;
    private int unloads;

    @BeforeEach
    void add() {
        table.add(
                new KernelModule() {
                    @Override
                    public String name() {
                        return "efi_secret";
                    }

                    @Override
                    public int sizeBytes() {
                        return 16384;
                    }

                    @Override
                    public int load() {
                        return result;
                    }

                    @Override
                    public void unload() {
                        unloads++;
                    }
                },
                use);
    }

    @Test
    void takesADashForAnUnderscore() {
        assertThat(table.isOnDisk("efi-secret")).isTrue();
        assertThat(table.load("efi-secret")).isZero();
        assertThat(table.isLoaded("efi_secret")).isTrue();
        assertThat(table.loaded()).containsExactly(new ModuleTable.Loaded("efi_secret", 16384, 0));
    }

    @Test
    void answersErrorsOfLoading() {
        assertThat(table.load("none")).isEqualTo(-2);
        result = -22;
        assertThat(table.load("efi_secret")).isEqualTo(-22);
        assertThat(table.isLoaded("efi_secret")).isFalse();
        result = 0;
        assertThat(table.load("efi_secret")).isZero();
        assertThat(table.load("efi_secret")).isEqualTo(-17);
    }

    @Test
    void unloadsWhatIsLoadedAndUnused() {
        assertThat(table.unload("efi_secret")).isEqualTo(-2);
        table.load("efi_secret");
        use.acquire();
        assertThat(table.unload("efi_secret")).isEqualTo(-11);
        use.release();
        assertThat(table.unload("efi_secret")).isZero();
        assertThat(unloads).isEqualTo(1);
        assertThat(table.loaded()).isEmpty();
    }
}
