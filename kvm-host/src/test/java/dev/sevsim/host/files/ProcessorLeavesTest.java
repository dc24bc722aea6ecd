package dev.sevsim.host.files;

import static dev.sevsim.host.files.TestFiles.files;
import static dev.sevsim.host.files.TestFiles.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.files.HostFiles.Support;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorLeavesTest {
    /** EBX: 51 and 5 bits less, or on Genoa 6. */
    @ParameterizedTest
    @CsvSource({"NAPLES, f 16f f 5", "ROME, 40f 16f 1fd 64", "MILAN, 40f 173 1fd 64", "GENOA, 40f 1b3 3ee 64"})
    void hasTheLeafOfMemoryEncryption(ChipGeneration generation, String registers) {
        assertThat(text(files(generation, KernelProfile.LINUX_6_1, new Support(true, true)), "cpuid"))
                .hasValueSatisfying(leaves -> assertThat(leaves).contains("8000001f f " + registers + "\n"));
    }
}
