package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QemuCommandLineTest {
    @Test
    void readsAShellsLine() {
        QemuCommandLine line =
                QemuCommandLine.parse("exec qemu-system-x86_64 -smp cpus=4,maxcpus=8 -cpu EPYC-Milan-v1,+x \\\n"
                        + "-object sev-guest,id=s,policy=5,kernel-hashes=on -bios \"/a b/OVMF.fd\" -kernel k -initrd i\\ 2"
                        + " -append 'console=ttyS0 x=\"y\"'");

        assertThat(line.firmware()).contains(Path.of("/a b/OVMF.fd"));
        assertThat(line.kernel()).contains(Path.of("k"));
        assertThat(line.initrd()).contains(Path.of("i 2"));
        assertThat(line.append()).contains("console=ttyS0 x=\"y\"");
        assertThat(line.policy()).contains("0x5");
        assertThat(line.vcpus()).contains("4");
        assertThat(line.cpuModel()).contains("EPYC-Milan-v1");
    }

    @Test
    void readsWhatProcShows() {
        QemuCommandLine line = QemuCommandLine.parse("qemu\0-kernel\0k\0-append\0a  b\0-smp\0002\0"
                + "-object\0sev-guest,id=s,policy=0x10,kernel-hashes=on\0");

        assertThat(line.append()).contains("a  b");
        assertThat(line.vcpus()).contains("2");
        assertThat(line.policy()).contains("0x10");
    }

    @Test
    void leavesOutWhatIsNotMeasured() {
        QemuCommandLine line = QemuCommandLine.parse("-kernel k -append a -object sev-guest,id=s"
                + " -drive if=pflash,unit=1,file=vars.fd -drive if=pflash,unit=0,file=code.fd");

        assertThat(line.kernel()).isEmpty();
        assertThat(line.append()).isEmpty();
        assertThat(line.firmware()).contains(Path.of("code.fd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ls -l", "-object sev-snp-guest,id=s -kernel k", "-object sev-guest,policy=many -kernel k"})
    void refusesWhatItCannotUse(String text) {
        assertThatThrownBy(() -> QemuCommandLine.parse(text)).isInstanceOf(InputException.class);
    }
}
