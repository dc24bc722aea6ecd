package dev.sevsim.kernel.fs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SingleShotHandleTest {
    private final List<String> contents = new ArrayList<>(List.of("first", "second", "third"));
    private int released;
    private final SingleShotHandle handle = new SingleShotHandle(
            () -> contents.isEmpty()
                    ? Optional.empty()
                    : Optional.of(contents.remove(0).getBytes(US_ASCII)),
            () -> released++);

    private String read(long position, int length) {
        byte[] target = new byte[length];
        int count = handle.read(position, target, 0, length);
        return count < 0 ? Integer.toString(count) : new String(target, 0, count, US_ASCII);
    }

    @Test
    void keepsItsContentForAReadThatContinues() {
        assertThat(read(0, 3)).isEqualTo("fir");
        assertThat(read(3, 8)).isEqualTo("st");
        assertThat(read(5, 8)).isEmpty();
    }

    @Test
    void producesItsContentAgainAtTheStartAndAfterASeek() {
        assertThat(read(0, 3)).isEqualTo("fir");
        assertThat(read(0, 3)).isEqualTo("sec");
        assertThat(read(1, 3)).isEqualTo("hir");
    }

    @Test
    void failsWithoutMemory() {
        contents.clear();

        assertThat(read(0, 3)).isEqualTo("-12");
        assertThat(read(0, 0)).isEmpty();
    }

    @Test
    void releasesOnce() {
        handle.release();

        assertThat(released).isEqualTo(1);
    }
}
