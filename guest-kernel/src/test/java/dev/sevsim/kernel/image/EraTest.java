package dev.sevsim.kernel.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EraTest {
    /** docs/reference/guest-kernel.md section 8: module and path of each series. */
    @ParameterizedTest
    @CsvSource({
        "v2, V2, sev_secret, coco/sev_secret",
        "v7, V7, efi_secret, coco/efi_secret",
        "final, FINAL, efi_secret, secrets/coco"
    })
    void hasAModuleAndAPath(String label, Era era, String module, String directory) {
        assertThat(Era.fromLabel(label)).contains(era);
        assertThat(era.label()).isEqualTo(label);
        assertThat(era.module()).isEqualTo(module);
        assertThat(era.directory()).isEqualTo(directory);
        assertThat(Era.ofRelease(era.release())).isEqualTo(era);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5.15.0", "6.1.0-sevsim", "5.10.0-26-cloud-amd64", "5.15.0-sevsim-v2+", "4.15-v7"})
    void isFinalForEveryOtherRelease(String release) {
        assertThat(Era.ofRelease(release)).isEqualTo(Era.FINAL);
    }

    @Test
    void refusesOtherLabels() {
        assertThat(Era.fromLabel("V2")).isEmpty();
        assertThat(Era.fromLabel("v8")).isEmpty();
    }
}
