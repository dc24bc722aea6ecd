package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libvirt's virt-host-validate, unmodified: it goes by the flags in /proc/cpuinfo and by a parameter of kvm_amd. */
class HostValidateTest {
    private static final String CHECK = "QEMU: Checking for secure guest support";

    @TempDir
    private Path directory;

    private List<String> validate(Object... options) throws Exception {
        InstalledFiles.requireProgram("virt-host-validate");
        ToolRun run = SupervisedRun.in(directory).run(List.of(options), "virt-host-validate", "qemu");
        return run.output()
                .replaceAll("\u001b\\[[0-9;]*m", "")
                .lines()
                .map(String::strip)
                .toList();
    }

    private static String check(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(CHECK)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"naples, 6.1", "milan, newest"})
    void findsSecureGuests(String generation, String kernel) throws Exception {
        assertThat(check(validate("--generation", generation, "--host-kernel", kernel)))
                .endsWith(": PASS");
    }

    /** The first interface's kernel has no parameter of that name, and no flag. */
    @Test
    void findsNoneInAKernelWithoutThem() throws Exception {
        assertThat(check(validate("--host-kernel", "rfc-v2"))).contains(": WARN");
    }
}
