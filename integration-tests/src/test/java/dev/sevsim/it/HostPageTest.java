package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPageTest {
    @Test
    void pageShowsTheCallsOfARun(@TempDir Path scratch) throws IOException {
        String expected = HostPage.text(scratch);
        if (Boolean.getBoolean("sevsim.docs.write")) {
            Files.writeString(HostPage.FILE, expected);
        }

        assertThat(Files.readString(HostPage.FILE))
                .as("docs/host.md is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(expected);
    }
}
