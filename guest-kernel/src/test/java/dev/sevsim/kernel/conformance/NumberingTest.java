package dev.sevsim.kernel.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.RamDirectoryOperations;
import dev.sevsim.kernel.fs.SystemCalls;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NumberingTest {
    private final KernelTime time = KernelTime.fixed(Instant.ofEpochSecond(5));
    private final SystemCalls calls = new SystemCalls(
            new MountNamespace(new FileSystem("ramfs", 40, time, new RamDirectoryOperations())), Credentials.ROOT);
    private final Numbering numbers = new Numbering();

    @Test
    void numbersInodesAndDevicesByTheirAppearance() {
        calls.makeDirectory("/a", 0755);

        assertThat(numbers.describe(calls.stat("/a"))).containsEntry("ino", 0).containsEntry("dev", 1);
        assertThat(numbers.describe(calls.stat("/"))).containsEntry("ino", 1).containsEntry("dev", 1);
        assertThat(numbers.describe(calls.stat("/a")))
                .containsEntry("ino", 0)
                .containsEntry("mode", "40755")
                .containsEntry("a", "s5");
        assertThat(numbers.describe(calls.stat("/none"))).containsOnlyKeys("r").containsEntry("r", -2);
    }
}
