package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileReaderTest extends ShellLines {
    FileReaderTest() {
        super("""
                cat f | grep -c . ! 2 ! 0
                xxd -p f ! 746578740a6d6f72650a ! 0
                cat d ! cat: d: Is a directory ! 1
                """);
    }

    @Test
    void readsFilesOfMoreThanOneBuffer() {
        ShellGuest guest = guest();
        guest.file("big", new byte[10_000]);

        assertThat(guest.run("cat big")).hasSize(10_000);
    }
}
