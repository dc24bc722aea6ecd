package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Options of a verb whose values have the same name in the script overwrite each other. */
    @Test
    void namesEachSetOfValuesOnceInAVerb() {
        Pattern declaration = Pattern.compile(" +local (\\w+_option_args)=(\\(.*\\)) # .* values");
        for (String verb : CapturedRun.of("completion").out().split("\nfunction ", -1)) {
            Map<String, String> values = new HashMap<>();
            verb.lines().map(declaration::matcher).filter(Matcher::matches).forEach(found -> {
                String before = values.put(found.group(1), found.group(2));
                assertThat(before).as(found.group()).isIn(null, found.group(2));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "launch, --generation, naples rome milan genoa",
        "serve, --host-kernel, rfc-v2 6.1 newest",
        "launch, --flaw, invalid-curve-points digest-without-place stale-memory no-roll-back-protection none",
        "launch, --fault LAUNCH_M, LAUNCH_MEASURE",
        "trace show, --party, owner vmm host psp guest",
    })
    void offersTheValuesOfAnOption(String verb, String typed, String values, @TempDir Path folder) throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        Path script = Files.writeString(
                folder.resolve("completion"), CapturedRun.of("completion").out());
        String words = "sevsim " + verb + " " + typed + (typed.contains(" ") ? "" : " ''");
        Process bash = new ProcessBuilder(
                        "/bin/bash",
                        "--norc",
                        "-c",
                        "source \"$1\"; COMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                                + " _complete_sevsim; echo \"${COMPREPLY[*]}\"",
                        "bash",
                        script.toString())
                .start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(values);
    }
}
