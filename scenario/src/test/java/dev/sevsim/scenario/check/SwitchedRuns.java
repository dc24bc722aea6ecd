package dev.sevsim.scenario.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The catalogue on a simulator whose checks can be switched off. */
final class SwitchedRuns {
    private static final List<String> MODULES = List.of("psp-firmware", "kvm-host", "guest-owner");

    private final BiFunction<String, String, Map<String, List<String>>> runs;
    private final List<String> scenarios;
    private final Map<String, CheckSite> checks;

    private SwitchedRuns(
            BiFunction<String, String, Map<String, List<String>>> runs,
            List<String> scenarios,
            Map<String, CheckSite> checks) {
        this.runs = runs;
        this.scenarios = scenarios;
        this.checks = checks;
    }

    /** Loads every class of firmware, host and owner, so that all checks are known. */
    @SuppressWarnings("unchecked")
    static SwitchedRuns load() throws ReflectiveOperationException {
        CheckLoader loader = new CheckLoader();
        for (String module : MODULES) {
            for (String name : classes(Path.of("..", module, "target", "classes"))) {
                Class<?> unused = loader.loadClass(name);
            }
        }
        Object runs =
                loader.loadClass(CheckRuns.class.getName()).getConstructor().newInstance();
        return new SwitchedRuns(
                (BiFunction<String, String, Map<String, List<String>>>) runs,
                (List<String>) runs.getClass().getMethod("names").invoke(runs),
                named(loader.sites()));
    }

    /** Names that stay when lines move: class, method, answer, and a number where these are the same. */
    private static Map<String, CheckSite> named(List<CheckSite> sites) {
        Map<String, List<CheckSite>> same = new TreeMap<>();
        for (CheckSite site : sites) {
            same.computeIfAbsent(site.type() + "." + site.method() + " " + site.answer(), name -> new ArrayList<>())
                    .add(site);
        }
        Map<String, CheckSite> named = new TreeMap<>();
        same.forEach((name, all) -> {
            for (int i = 0; i < all.size(); i++) {
                named.put(all.size() == 1 ? name : name + " " + (i + 1), all.get(i));
            }
        });
        return named;
    }

    private static List<String> classes(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> directory.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directory.toString(), e);
        }
    }

    /** Every check by its name. */
    Map<String, CheckSite> checks() {
        return checks;
    }

    /** What fails in a scenario while a check is switched off. */
    List<String> mismatches(String scenario, String check) {
        return run(scenario, id(check), CheckRuns.MISMATCHES);
    }

    /** The scenarios in which each check refuses something, in the order of the catalogue; each of them passes with all checks on. */
    Map<String, List<String>> scenariosByCheck() {
        Map<String, List<String>> byId = new LinkedHashMap<>();
        for (String scenario : scenarios) {
            Map<String, List<String>> run = runs.apply(scenario, "");
            if (!run.getOrDefault(CheckRuns.MISMATCHES, List.of()).isEmpty()) {
                throw new AssertionError(scenario + " fails with all checks on: " + run);
            }
            for (String id : run.getOrDefault(CheckRuns.HITS, List.of())) {
                byId.computeIfAbsent(id, one -> new ArrayList<>()).add(scenario);
            }
        }
        Map<String, List<String>> byName = new TreeMap<>();
        checks.forEach((name, site) -> byName.put(name, byId.getOrDefault(site.id(), List.of())));
        return byName;
    }

    private String id(String check) {
        CheckSite site = checks.get(check);
        if (site == null) {
            throw new AssertionError("there is no check " + check);
        }
        return site.id();
    }

    private List<String> run(String scenario, String off, String key) {
        return runs.apply(scenario, off).getOrDefault(key, List.of());
    }
}
