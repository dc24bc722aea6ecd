package dev.sevsim.host.kernel;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Errno;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileTableTest {
    private final List<String> released = new ArrayList<>();
    private final FileTable files = new FileTable(5);

    private OpenFile file(String name) {
        return new ReleasedFile(name, released);
    }

    @Test
    void installsUnderTheLowestFreeNumber() {
        assertThat(files.install(file("a"))).isEqualTo(3);
        assertThat(files.install(file("b"))).isEqualTo(4);
        files.close(3);

        assertThat(files.install(file("c"))).isEqualTo(3);
        assertThat(released).containsExactly("a");
    }

    @Test
    void failsWithEmfileAtItsLimit() {
        files.install(file("a"));
        files.install(file("b"));

        fails(Errno.EMFILE, () -> files.install(file("c")));
        assertThat(files.find(4)).isPresent();
    }

    @Test
    void failsWithEbadfForAClosedNumberAndForTheStandardStreams() {
        int fd = files.install(file("a"));
        files.close(fd);

        fails(Errno.EBADF, () -> files.close(fd));
        fails(Errno.EBADF, () -> files.close(0));
        assertThat(files.find(fd)).isEmpty();
        assertThat(files.find(-1)).isEmpty();
    }

    @Test
    void closesAllFromTheHighestNumberDown() {
        files.install(file("a"));
        files.install(file("b"));

        files.closeAll();
        files.closeAll();

        assertThat(released).containsExactly("b", "a");
    }
}
