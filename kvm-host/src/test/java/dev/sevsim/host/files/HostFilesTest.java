package dev.sevsim.host.files;

import static dev.sevsim.host.files.TestFiles.PARAMETERS;
import static dev.sevsim.host.files.TestFiles.files;
import static dev.sevsim.host.files.TestFiles.profile;
import static dev.sevsim.host.files.TestFiles.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.files.HostFiles.Support;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.host.process.HostFile.Kind;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.KernelProfile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostFilesTest {
    @Test
    void showsAProcessorWithoutSev() {
        HostProfile.Cpu milan = HostProfile.Cpu.of(ChipGeneration.MILAN);
        HostProfile.Cpu without = new HostProfile.Cpu(
                milan.signature(), milan.addressBits(), new HostProfile.Asids(1, 0), milan.coherency());
        List<HostFile> files = HostFiles.of(profile(without, KernelProfile.LINUX_6_1), 1, new Support(false, false));

        assertThat(text(files, "/proc/cpuinfo").orElseThrow())
                .doesNotContainPattern(" (sev|sme)\\b")
                .contains("48 bits physical");
        assertThat(text(files, "/dev/cpu/0/msr").orElseThrow())
                .contains("c0010010 740000\n")
                .doesNotContain("c0010131");
        assertThat(text(files, "cpuid").orElseThrow()).contains("8000001f f 0 ");
    }

    @ParameterizedTest
    @EnumSource
    void listsADirectoryBeforeWhatItHolds(KernelProfile kernel) {
        List<HostFile> files = files(ChipGeneration.GENOA, kernel, new Support(true, true));

        assertThat(files.stream().filter(file -> file.kind() == Kind.DIRECTORY).map(HostFile::path))
                .containsExactly("/sys/module/kvm_amd", PARAMETERS, "/dev/cpu", "/dev/cpu/0", "/dev/cpu/1");
        assertThat(files.indexOf(files.stream()
                        .filter(file -> file.path().equals(PARAMETERS))
                        .findFirst()
                        .orElseThrow()))
                .isEqualTo(1);
    }
}
