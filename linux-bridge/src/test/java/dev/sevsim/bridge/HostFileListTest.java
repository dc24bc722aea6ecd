package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.host.process.HostFile.Kind;
import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFileListTest {
    @TempDir
    private Path directory;

    @Test
    void hasALineForEachFileAndItsContent() throws IOException {
        HostFileList list = HostFileList.of(List.of(
                new HostFile(Kind.DIRECTORY, "/a", 0755, Bytes.EMPTY),
                new HostFile(Kind.TEXT, "/a/b", 0444, Bytes.ofAscii("Y\n")),
                new HostFile(Kind.REGISTERS, "/c", 0600, Bytes.ofAscii("c0000080 d01\n"))));

        assertThat(Files.readString(list.writeTo(directory)))
                .isEqualTo("directory 755 0 /a\ntext 444 2 /a/b\nY\nregisters 600 13 /c\nc0000080 d01\n");
    }

    @Test
    void comesFromAServedHost() throws IOException {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            assertThat(HostFileList.askedFor(host.socket()).content().toUtf8())
                    .contains("text 444 2 /sys/module/kvm_amd/parameters/sev_es\nY\n");
            assertThat(host.complaints()).isEmpty();
        }
    }

    @Test
    void asksNoHostThatIsNotThere() {
        assertThatThrownBy(() -> HostFileList.askedFor(directory.resolve("none")))
                .isInstanceOf(SimulatorException.class)
                .hasMessageContaining("no simulated host answers at unix:" + directory.resolve("none"))
                .hasMessageContaining("sevsim host --listen");
    }
}
