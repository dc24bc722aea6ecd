package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StateLockTest {
    @TempDir
    private Path directory;

    /** Without the lock, each of several first users burns a chip, and the last one to write it keeps it. */
    @Test
    void givesFirstUsersInParallelOneChip() {
        Path state = directory.resolve("state");

        List<Bytes> ids = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> {
                    try (PlatformSession session = PlatformSession.open(state, OptionalLong.empty())) {
                        return session.chipId();
                    }
                })
                .toList();

        assertThat(ids).hasSize(4).containsOnly(ids.get(0));
    }

    @Test
    void refusesAStateThatStaysInUse() {
        Path state = directory.resolve("state");
        try (PlatformSession first = PlatformSession.open(state, OptionalLong.empty())) {
            assertThat(first.chip()).isNotNull();
            assertThatThrownBy(() -> PlatformSession.open(state, OptionalLong.empty()))
                    .isInstanceOf(InputException.class)
                    .hasMessage("state " + state + " is in use by another process");
        }
    }
}
