package dev.sevsim.kernel.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModuleTableTest {
    private final ModuleUse use = new ModuleUse();
    private final ModuleTable table = new ModuleTable();
    private final FakeModule module = new FakeModule();

    @BeforeEach
    void add() {
        table.add(module, use);
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
        module.failure = Optional.of(Errno.EINVAL);
        assertThat(table.load("efi_secret")).isEqualTo(-22);
        assertThat(table.isLoaded("efi_secret")).isFalse();
        module.failure = Optional.empty();
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
        assertThat(module.unloads).isEqualTo(1);
        assertThat(table.loaded()).isEmpty();
    }
}
