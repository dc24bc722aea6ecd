package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompletionCommandTest {
    @Test
    void completesTheValuesOfOptionsWithAFixedSet() {
        String script = CapturedRun.of("completion").out();

        assertThat(script)
                .contains("(\"naples\" \"rome\" \"milan\" \"genoa\") # --generation values")
                .contains("(\"on\" \"off\") # --kernel-hashes values")
                .contains("(\"on\" \"off\" \"auto\") # --legacy-vm-type values")
                .contains("(\"v2\" \"v7\" \"final\") # --era values")
                .contains("(\"rfc-v2\" \"6.1\" \"newest\") # --host-kernel values")
                .containsPattern("\"stale-memory\".*\"none\"\\) # --flaw values")
                .containsPattern("\"202511\".*\\) # --firmware-release values");
    }
}
