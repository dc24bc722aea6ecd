package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.bus.time.SimClock;
import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceOutputTest {
    @TempDir
    private Path directory;

    @Test
    void takesItsNameOnlyWhenItIsKept() throws IOException {
        Path file = directory.resolve("trace.jsonl");
        TraceOutput dropped = open(file);
        dropped.close();
        assertThat(names()).isEmpty();

        TraceOutput kept = open(file);
        assertThat(kept.trace().enabled()).isTrue();
        kept.keep();
        kept.close();

        assertThat(names()).isEqualTo("trace.jsonl");
        assertThat(TraceFile.read(file).seed()).hasValue(5);
    }

    @Test
    void writesNothingWithoutAFile() {
        TraceOutput none = TraceOutput.open(MachineSpec.builder().seed(5).build(), new SimClock());

        assertThat(none.trace().enabled()).isFalse();
        none.keep();
        none.close();
    }

    @Test
    void refusesNamesThatCannotBeWritten() {
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(InputException.class)
                .hasMessage("trace " + directory + " cannot be written: it is a directory");
        Path orphan = directory.resolve("none").resolve("trace.jsonl");
        assertThatThrownBy(() -> open(orphan))
                .isInstanceOf(InputException.class)
                .hasMessage("trace " + orphan + " cannot be written: its directory does not exist");
    }

    private static TraceOutput open(Path file) {
        return TraceOutput.open(MachineSpec.builder().seed(5).trace(file).build(), new SimClock());
    }

    private String names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return String.join(
                    " ", files.map(path -> path.getFileName().toString()).toList());
        }
    }
}
