package dev.sevsim.host.files;

import static dev.sevsim.host.files.TestFiles.files;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.files.HostFiles.Support;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.host.process.HostFile.Kind;
import dev.sevsim.host.profile.KernelProfile;
import org.junit.jupiter.api.Test;

class CoreRegistersTest {
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
}
