package dev.sevsim.host.files;

import static dev.sevsim.host.files.TestFiles.PARAMETERS;
import static dev.sevsim.host.files.TestFiles.files;
import static dev.sevsim.host.files.TestFiles.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.files.HostFiles.Support;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.host.profile.KernelProfile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvmAmdParametersTest {
    @ParameterizedTest
    @CsvSource({
        "LINUX_6_1, true, true, Y, Y,",
        "LINUX_6_1, true, false, Y, N,",
        "NEWEST, false, true, N, Y, N",
        "RFC_V2, true, false, , ,",
    })
    void showsWhatTheModuleHasFoundOut(
            KernelProfile kernel, boolean sev, boolean sevEs, String shownSev, String shownEs, String shownSnp) {
        List<HostFile> files = files(ChipGeneration.MILAN, kernel, new Support(sev, sevEs));

        assertThat(text(files, PARAMETERS + "/sev").map(String::strip)).isEqualTo(Optional.ofNullable(shownSev));
        assertThat(text(files, PARAMETERS + "/sev_es").map(String::strip)).isEqualTo(Optional.ofNullable(shownEs));
        assertThat(text(files, PARAMETERS + "/sev_snp").map(String::strip)).isEqualTo(Optional.ofNullable(shownSnp));
        assertThat(text(files, PARAMETERS + "/npt")).contains("Y\n");
        assertThat(text(files, PARAMETERS + "/nested")).contains("1\n");
    }
}
