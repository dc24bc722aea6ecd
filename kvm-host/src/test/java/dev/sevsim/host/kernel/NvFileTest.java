package dev.sevsim.host.kernel;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsWhatItWroteAndNoMore() throws Exception {
        Path path = directory.resolve("store");
        NvFile store = new NvFile(path);
        assertThat(store.read()).isEmpty();

        store.write(Bytes.of(1, 2, 3));
        assertThat(store.read()).contains(Bytes.of(1, 2, 3));

        Files.write(path, new byte[NvStore.SIZE + 1]);
        assertThat(store.read()).contains(Bytes.zeros(NvStore.SIZE));
    }

    @Test
    void failsWithEnoentWithoutItsDirectoryAndWithEioForADirectory() {
        fails(Errno.ENOENT, () -> new NvFile(directory.resolve("a/b")).write(Bytes.of(1)));
        fails(Errno.EIO, () -> new NvFile(directory).read());
    }
}
