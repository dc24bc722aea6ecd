package dev.sevsim.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Lines of a shell, each run in a guest of its own: {@code line ! output ! status}, with {@code |} for a line feed of the
 * output.
 *
 * <p>The root directory has a file {@code f} of the lines "text" and "more" and a directory {@code d}.
 */
abstract class ShellLines {
    private final String table;

    ShellLines(String table) {
        this.table = table;
    }

    /** A guest before its line. */
    ShellGuest guest() {
        ShellGuest guest = new ShellGuest();
        guest.file("f", "text\nmore\n".getBytes(US_ASCII));
        guest.calls.makeDirectory("/d", 0755);
        return guest;
    }

    @TestFactory
    Stream<DynamicTest> printsAndAnswers() {
        return table.lines().map(row -> {
            String[] cells = row.split("!", -1);
            String line = cells[0].trim();
            return dynamicTest(line, () -> check(line, cells[1].trim(), Integer.parseInt(cells[2].trim())));
        });
    }

    private void check(String line, String shown, int status) {
        ShellGuest guest = guest();

        assertThat(guest.run(line)).isEqualTo(shown.isEmpty() ? "" : shown.replace('|', '\n') + "\n");
        assertThat(guest.shell.status()).isEqualTo(status);
    }
}
