package dev.sevsim.host.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.files.HostFile.Kind;
import dev.sevsim.host.files.HostFiles.Support;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HostFilesTest {
    private static final String PARAMETERS = "/sys/module/kvm_amd/parameters";

    private static HostProfile profile(HostProfile.Cpu cpu, KernelProfile kernel) {
        return new HostProfile(
                cpu,
                new HostProfile.Kernel(kernel, EncryptedState.ON, Long.MAX_VALUE, MiscLimits.NONE, Optional.empty()));
    }

    private static List<HostFile> files(ChipGeneration generation, KernelProfile kernel, Support support) {
        return HostFiles.of(profile(HostProfile.Cpu.of(generation), kernel), 2, support);
    }

    private static Optional<String> text(List<HostFile> files, String path) {
        return files.stream()
                .filter(file -> file.path().equals(path))
                .map(file -> file.content().toUtf8())
                .findFirst();
    }

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

    @Test
    void hasTheBitsOfSyscfgAndHwcr() {
        HostFile registers = files(ChipGeneration.MILAN, KernelProfile.LINUX_6_1, new Support(true, true)).stream()
                .filter(file -> file.path().equals("/dev/cpu/1/msr"))
                .findFirst()
                .orElseThrow();

        assertThat(registers.kind()).isEqualTo(Kind.REGISTERS);
        assertThat(registers.mode()).isEqualTo(0600);
        assertThat(registers.content().toUtf8())
                .contains("c0000080 d01\n", "c0010010 f40000\n", "c0010015 1000011\n", "c0010131 0\n");
    }

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

    /** EBX: 51 and 5 bits less, or on Genoa 6. */
    @ParameterizedTest
    @CsvSource({"NAPLES, f 16f f 5", "ROME, 40f 16f 1fd 64", "MILAN, 40f 173 1fd 64", "GENOA, 40f 1b3 3ee 64"})
    void hasTheLeafOfMemoryEncryption(ChipGeneration generation, String registers) {
        assertThat(text(files(generation, KernelProfile.LINUX_6_1, new Support(true, true)), "cpuid"))
                .hasValueSatisfying(leaves -> assertThat(leaves).contains("8000001f f " + registers + "\n"));
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
