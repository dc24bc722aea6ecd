package dev.sevsim.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    private Path directory;

    @Test
    void belongsToOneUserAtATime() {
        try (DirectoryLock first = new DirectoryLock("state", directory)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> new DirectoryLock("state", directory).close())
                    .isInstanceOf(InputException.class)
                    .hasMessage("state " + directory + " is in use by another process");
        }
        new DirectoryLock("state", directory).close();
    }

    @Test
    void waitsForAnotherUser() throws Exception {
        DirectoryLock first = new DirectoryLock("state", directory);
        CompletableFuture<Void> second = CompletableFuture.runAsync(
                () -> DirectoryLock.await("state", directory, 30).close());

        Thread.sleep(200);
        assertThat(second).isNotDone();
        first.close();

        assertThat(second).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void isReadableByItsOwnerAlone() throws Exception {
        new DirectoryLock("state", directory).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("lock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void reportsWhenTheDirectoryCannotBeUsed() {
        assertThatThrownBy(() -> new DirectoryLock("state", directory.resolve("missing")).close())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be locked");
    }
}
