package dev.sevsim.scenario;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.io.text.NearMiss;
import dev.sevsim.scenario.file.ScenarioReader;
import dev.sevsim.scenario.file.ScenarioReader.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads scenarios from files and folders. */
public final class Scenarios {
    private static final int MOST_BYTES = 4 << 20;
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    /** Files of the catalogue, in the order of docs/scenarios.md. */
    private static final List<String> CATALOGUE = List.of(
            "flows.yaml",
            "attestation.yaml",
            "generations.yaml",
            "owner-refusals.yaml",
            "owner-demands.yaml",
            "chains-by-the-host.yaml",
            "firmware-refusals.yaml",
            "firmware-arguments.yaml",
            "firmware-resources.yaml",
            "host-refusals.yaml",
            "host-arguments.yaml",
            "kvm-files.yaml",
            "kvm-vms.yaml",
            "guest-ends.yaml",
            "hostile-memory.yaml",
            "hostile-commands.yaml",
            "hostile-messages.yaml",
            "faults.yaml",
            "published-attacks.yaml");

    private Scenarios() {}

    /** The scenarios that come with sevsim, each of which passes. */
    public static List<Scenario> catalogue() {
        return scenarios(catalogueFiles());
    }

    /**
     * Scenarios of the catalogue.
     *
     * @param name a name, which stands for all rows of its matrix, or a pattern of a whole name with {@code *} and {@code ?}
     * @throws InputException for a name that the catalogue does not have
     */
    public static List<Scenario> catalogue(String name) {
        List<Scenario> all = catalogue();
        Predicate<String> wanted = pattern(name);
        List<Scenario> found = all.stream()
                .filter(one -> one.name().equals(name) || one.name().startsWith(name + "[") || wanted.test(one.name()))
                .toList();
        if (found.isEmpty()) {
            String near =
                    NearMiss.question(name, all.stream().map(Scenario::name).toList());
            throw new InputException("the catalogue has no scenario '" + name + "'"
                    + (near.isEmpty() ? ", list them with: sevsim scenario list" : near));
        }
        return found;
    }

    /** A pattern of a whole name with {@code *} and {@code ?}; square brackets stand for themselves, which names of matrix rows have. */
    public static Predicate<String> pattern(String text) {
        String quoted = Pattern.quote(text).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(quoted).asMatchPredicate();
    }

    /** The scenarios of the catalogue as YAML documents of their own, by their names. */
    public static Map<String, String> catalogueYaml() {
        return yaml(catalogueFiles());
    }

    /** The JSON Schema of scenario files, draft 2020-12. */
    public static String schema() {
        return resource("scenario.schema.json");
    }

    private static List<Source> catalogueFiles() {
        return CATALOGUE.stream().map(Scenarios::ofCatalogue).toList();
    }

    private static Source ofCatalogue(String file) {
        return new Source("catalogue/" + file, resource("catalogue/" + file), Path.of(""));
    }

    private static String resource(String name) {
        try (InputStream in = Scenarios.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The scenarios of a file, or of all files of a folder and the folders in it whose names end in {@code .yaml}, {@code .yml} or {@code
     * .json}, in the order of their names.
     *
     * @throws InputException for a file that cannot be read or has a fault; the message begins with file, line and column
     */
    public static List<Scenario> read(Path path) {
        return distinct(scenarios(sources(path)));
    }

    /**
     * The scenarios of a file or folder as YAML documents of their own, by their names: what they extend and one row of their matrix are
     * part of them. Relative names of files stay as they are written.
     *
     * @throws InputException as for {@link #read(Path)}
     */
    public static Map<String, String> yaml(Path path) {
        return yaml(sources(path));
    }

    /**
     * Checks that no two scenarios have one name, by which traces and reports go.
     *
     * @return the scenarios
     * @throws InputException for a name that is there twice
     */
    public static List<Scenario> distinct(List<Scenario> scenarios) {
        Map<String, Scenario> byName = new HashMap<>();
        for (Scenario scenario : scenarios) {
            Scenario before = byName.put(scenario.name(), scenario);
            if (before != null) {
                throw new InputException("scenario '" + scenario.name() + "' is "
                        + (before.origin().equals(scenario.origin())
                                ? "in " + scenario.origin() + " twice"
                                : "in " + before.origin() + " and in " + scenario.origin())
                        + ", give each a name of its own");
            }
        }
        return scenarios;
    }

    /**
     * The scenarios in a text.
     *
     * @param file its name for messages
     * @param folder where relative names of files begin
     * @throws InputException as for {@link #read(Path)}
     */
    public static List<Scenario> read(String file, String text, Path folder) {
        return ScenarioReader.read(file, text, folder);
    }

    private static List<Scenario> scenarios(List<Source> sources) {
        return sources.stream()
                .flatMap(source -> ScenarioReader.read(source).stream())
                .toList();
    }

    private static Map<String, String> yaml(List<Source> sources) {
        Map<String, String> all = new LinkedHashMap<>();
        sources.forEach(source -> all.putAll(ScenarioReader.yaml(source.file(), source.text())));
        return all;
    }

    private static List<Source> sources(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(ofFile(path));
        }
        List<Path> files = files(path);
        if (files.isEmpty()) {
            throw new InputException(
                    "folder " + path + " has no scenario, expected files that end in " + String.join(", ", ENDINGS));
        }
        return files.stream().map(Scenarios::ofFile).toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream().anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder, FileProblem.reason(e), e);
        } catch (UncheckedIOException e) {
            throw unreadable(folder, FileProblem.reason(e), e);
        }
    }

    private static InputException unreadable(Path folder, String reason, Exception cause) {
        return new InputException("folder " + folder + " cannot be read: " + reason, cause);
    }

    private static Source ofFile(Path file) {
        Bytes content = InputFile.read("scenario file", file, MOST_BYTES);
        Path folder = file.toAbsolutePath().getParent();
        return new Source(file.toString(), text(file, content), folder == null ? Path.of("") : folder);
    }

    private static String text(Path file, Bytes content) {
        try {
            return content.decodeUtf8();
        } catch (CharacterCodingException e) {
            throw new InputException("scenario file " + file + " is no text in UTF-8", e);
        }
    }
}
