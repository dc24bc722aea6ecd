package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scenarios that are named on a command line: files, folders, {@code catalogue} and {@code catalogue:NAME}; a name of the catalogue alone
 * where no file has it.
 */
final class ScenarioPaths {
    /** For help texts. */
    static final String HELP =
            "A file, a folder, catalogue, catalogue:NAME or a pattern with * and ? there, or a name of the catalogue where no file has it; the name of a"
                    + " scenario with a matrix stands for all its rows.";

    private static final String CATALOGUE = "catalogue";
    private static final String OF_CATALOGUE = CATALOGUE + ":";

    /** What a scenario was chosen by, for the command that runs it again. */
    private final Map<String, String> arguments = new HashMap<>();

    private final List<Scenario> scenarios = new ArrayList<>();
    private final Set<Path> given = new HashSet<>();

    private ScenarioPaths() {}

    /**
     * Reads what is named.
     *
     * @throws InputException for what does not exist or has a fault, and for two scenarios of one name
     */
    static ScenarioPaths read(List<Path> paths) {
        ScenarioPaths read = new ScenarioPaths();
        paths.forEach(read::add);
        List<Scenario> unused = Scenarios.distinct(read.scenarios);
        return read;
    }

    /** The YAML documents of what a path names, by the names of the scenarios. */
    static Map<String, String> yaml(Path path) {
        if (isFile(path)) {
            return Scenarios.yaml(path);
        }
        Map<String, String> all = Scenarios.catalogueYaml();
        all.keySet()
                .retainAll(ofCatalogue(path.toString()).stream()
                        .map(Scenario::name)
                        .toList());
        return all;
    }

    /** In the order of the command line and of the files. */
    List<Scenario> scenarios() {
        return scenarios;
    }

    /** The argument that names a scenario's file. */
    String argument(Scenario scenario) {
        return arguments.getOrDefault(scenario.name(), scenario.origin());
    }

    private void add(Path path) {
        boolean file = isFile(path);
        if (!given.add(file ? path.toAbsolutePath().normalize() : path)) {
            throw new InputException(path + " is given twice, expected each file and each name once");
        }
        List<Scenario> found = file ? Scenarios.read(path) : ofCatalogue(path.toString());
        scenarios.addAll(found);
        found.forEach(scenario -> arguments.put(scenario.name(), file ? scenario.origin() : CATALOGUE));
    }

    private static boolean isFile(Path path) {
        return Files.exists(path) || path.toString().equals("-");
    }

    private static List<Scenario> ofCatalogue(String argument) {
        if (argument.equals(CATALOGUE)) {
            return Scenarios.catalogue();
        }
        boolean named = argument.startsWith(OF_CATALOGUE);
        try {
            return Scenarios.catalogue(named ? argument.substring(OF_CATALOGUE.length()) : argument);
        } catch (InputException e) {
            throw named
                    ? e
                    : new InputException("scenario file " + argument + " does not exist, and " + e.getMessage(), e);
        }
    }
}
