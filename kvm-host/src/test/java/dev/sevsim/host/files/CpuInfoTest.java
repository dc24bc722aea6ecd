package dev.sevsim.host.files;

import static dev.sevsim.host.files.TestFiles.files;
import static dev.sevsim.host.files.TestFiles.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.files.HostFiles.Support;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuInfoTest {
    /** Family and model: AMD's list of processors, docs/reference/guest-owner-tools.md section 5.5. */
    @ParameterizedTest
    @CsvSource({"NAPLES, 23, 1, 2, 43", "ROME, 23, 49, 0, 43", "MILAN, 25, 1, 1, 43", "GENOA, 25, 17, 0, 42"})
    void namesTheProcessorInCpuinfo(ChipGeneration generation, int family, int model, int stepping, int bits) {
        String info = text(files(generation, KernelProfile.LINUX_6_1, new Support(true, true)), "/proc/cpuinfo")
                .orElseThrow();

        assertThat(info)
                .contains("vendor_id\t: AuthenticAMD\n", "cpu family\t: " + family + "\n", "model\t\t: " + model + "\n")
                .contains(
                        "stepping\t: " + stepping + "\n",
                        "address sizes\t: " + bits + " bits physical, 48 bits virtual\n")
                .containsPattern("model name\t: AMD EPYC .* Processor\n")
                .containsPattern("flags\t\t: fpu .* svm .* sme sev sev_es\n");
        assertThat(info.split("\n\n")).hasSize(2);
    }

    @Test
    void hasNoFlagOfSevInAKernelWithoutIt() {
        assertThat(text(files(ChipGeneration.NAPLES, KernelProfile.RFC_V2, new Support(true, false)), "/proc/cpuinfo"))
                .hasValueSatisfying(info -> assertThat(info).doesNotContainPattern(" (sev|sme)\\b"));
    }
}
