package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    private Path directory;

    @Test
    void belongsToOneServiceAtATime() throws IOException {
        try (DirectoryLock first = new DirectoryLock(directory)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> new DirectoryLock(directory).close())
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("in use by another service");
        }
        new DirectoryLock(directory).close();
    }

    @Test
    void reportsWhenTheDirectoryCannotBeUsed() {
        assertThatThrownBy(() -> new DirectoryLock(directory.resolve("missing")).close())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be locked");
    }
}
