package dev.sevsim.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Descriptions of the keys of scenario files, for their schema and their page: those of machine options are the help of {@code launch}. */
final class ScenarioKeys {
    private static final Map<String, String> KEYS = keys();

    private static final CommandSpec LAUNCH = Objects.requireNonNull(
                    Main.allVerbs().getSubcommands().get("launch"))
            .getCommandSpec();

    private ScenarioKeys() {}

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(
                "name",
                "Letters, digits and . _ - from a letter or digit on; another one for each scenario of a run. Names of matrix"
                        + " rows have [option=value,...] behind it.");
        keys.put("title", "One line: what happens.");
        keys.put("teaches", "What a reader learns from it.");
        keys.put("sources", "Where its facts are from: a section of docs/reference, a CVE, a paper; one or a list.");
        keys.put(
                "extends",
                "Name of another scenario of the file: keys that are not given are taken from it, and machine, matrix and"
                        + " expect are merged key by key.");
        keys.put("abstract", "True for a scenario that others extend and that is not run itself.");
        keys.put("matrix", "Lists of values by machine option, or acts: one scenario for each combination.");
        keys.put(
                "machine",
                "Options of the machine, its guest and its owner under their names at launch, without hyphens in front. Names"
                        + " of files begin at the folder of the scenario file.");
        keys.put("acts", "Acts of a hostile host, POINT: ACT; one that is not done fails the scenario.");
        keys.put("faults", "Faults of the bus, NAME:N:ACTION as for launch --fault; one that does not happen fails.");
        keys.put("expect", "What must hold at the end of the run.");
        keys.put("at", "What must hold at points of the run: a mapping from a point to expectations.");
        return keys;
    }

    /** Every key of a scenario, with its description. */
    static Map<String, String> all() {
        return KEYS;
    }

    static String description(String key) {
        return Objects.requireNonNull(KEYS.get(key), key);
    }

    /** The help text of an option of {@code launch}. */
    static String ofOption(String name) {
        return description(Objects.requireNonNull(LAUNCH.findOption("--" + name), name));
    }

    /** The help text of an option, with its values. */
    static String description(OptionSpec option) {
        String text = option.description()[0];
        if (text.contains("${COMPLETION-CANDIDATES}")) {
            text = text.replace(
                    "${COMPLETION-CANDIDATES}",
                    StreamSupport.stream(option.completionCandidates().spliterator(), false)
                            .collect(Collectors.joining(", ")));
        }
        return text.replace("${DEFAULT-VALUE}", String.valueOf(option.initialValue()));
    }
}
