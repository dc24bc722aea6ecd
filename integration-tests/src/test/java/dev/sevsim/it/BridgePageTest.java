package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class BridgePageTest {
    /** What a run finds out is checked by the tests that a row names, wherever its program is installed. */
    @Test
    void pageHasTheRowsOfTheTests() throws Exception {
        if (Boolean.getBoolean("sevsim.docs.write")) {
            Files.writeString(BridgePage.FILE, BridgePage.written());
        }

        assertThat(Files.readString(BridgePage.FILE))
                .as("docs/linux-bridge.md is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(BridgePage.expected());
    }
}
