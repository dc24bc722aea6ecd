package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scenarios that are named on a command line: files, folders, {@code catalogue} and {@code catalogue:NAME}; a name of the catalogue alone
 * where no file has it.
 */
final class ScenarioPaths {
    /** For help texts. */
    static final String HELP =
            "A file, a folder, catalogue, catalogue:NAME or a name of the catalogue; of NAME[...], NAME alone is every row of"
                    + " its matrix. A file of the name comes first.";

    private static final String CATALOGUE = "catalogue";
    private static final String OF_CATALOGUE = CATALOGUE + ":";

    /** What a scenario was chosen by, for the command that runs it again. */
    private final Map<String, String> arguments = new HashMap<>();

    private final List<Scenario> scenarios = new ArrayList<>();

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
        List<Scenario> found = file ? Scenarios.read(path) : ofCatalogue(path.toString());
        scenarios.addAll(found);
        found.forEach(scenario -> arguments.put(scenario.name(), file ? scenario.origin() : CATALOGUE));
    }

    private static boolean isFile(Path path) {
        return Files.exists(path) || path.toString().equals("-");
    }

    private static List<Scenario> ofCatalogue(String argument) {
        List<Scenario> all = Scenarios.catalogue();
        if (argument.equals(CATALOGUE)) {
            return all;
        }
        String name = argument.startsWith(OF_CATALOGUE) ? argument.substring(OF_CATALOGUE.length()) : argument;
        List<Scenario> found = all.stream()
                .filter(one -> one.name().equals(name) || one.name().startsWith(name + "["))
                .toList();
        if (found.isEmpty()) {
            String near =
                    NearMiss.question(name, all.stream().map(Scenario::name).toList());
            throw new InputException(
                    argument.startsWith(OF_CATALOGUE)
                            ? "the catalogue has no scenario '" + name + "'"
                                    + (near.isEmpty() ? ", list them with: sevsim scenario list" : near)
                            : "scenario file " + argument + " does not exist, and the catalogue has no scenario of that"
                                    + " name" + near);
        }
        return found;
    }
}
