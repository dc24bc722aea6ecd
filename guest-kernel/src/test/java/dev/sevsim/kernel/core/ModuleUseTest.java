package dev.sevsim.kernel.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModuleUseTest {
    @Test
    void countsItsUsers() {
        ModuleUse use = new ModuleUse();
        use.acquire();
        use.acquire();
        use.release();

        assertThat(use.count()).isEqualTo(1);
    }

    @Test
    void refusesAReleaseWithoutAUser() {
        assertThatThrownBy(() -> new ModuleUse().release()).isInstanceOf(IllegalStateException.class);
    }
}
