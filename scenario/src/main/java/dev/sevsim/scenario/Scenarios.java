package dev.sevsim.scenario;

import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.scenario.file.ScenarioReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads scenarios from files and folders. */
public final class Scenarios {
    private static final int MOST_BYTES = 4 << 20;
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    /** Files of the catalogue, in the order of docs/scenarios.md. */
    private static final List<String> CATALOGUE = List.of(
            "flows.yaml",
            "generations.yaml",
            "owner-refusals.yaml",
            "firmware-refusals.yaml",
            "host-refusals.yaml",
            "guest-ends.yaml",
            "hostile-memory.yaml",
            "hostile-commands.yaml",
            "hostile-messages.yaml",
            "faults.yaml",
            "published-attacks.yaml");

    private Scenarios() {}

    /** The scenarios that come with sevsim, each of which passes. */
    public static List<Scenario> catalogue() {
        return CATALOGUE.stream().flatMap(file -> ofCatalogue(file).stream()).toList();
    }

    private static List<Scenario> ofCatalogue(String file) {
        try (InputStream in = Scenarios.class.getResourceAsStream("catalogue/" + file)) {
            if (in == null) {
                throw new IllegalStateException("catalogue file " + file + " is missing");
            }
            return read("catalogue/" + file, new String(in.readAllBytes(), StandardCharsets.UTF_8), Path.of(""));
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
        if (!Files.isDirectory(path)) {
            return ofFile(path);
        }
        List<Scenario> all = new ArrayList<>();
        for (Path file : files(path)) {
            all.addAll(ofFile(file));
        }
        if (all.isEmpty()) {
            throw new InputException(
                    "folder " + path + " has no scenario, expected files that end in " + String.join(", ", ENDINGS));
        }
        return all;
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

    private static List<Path> files(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream().anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InputException("folder " + folder + " cannot be read: " + FileProblem.reason(e), e);
        }
    }

    private static List<Scenario> ofFile(Path file) {
        byte[] content = InputFile.read("scenario file", file, MOST_BYTES).toArray();
        Path folder = file.toAbsolutePath().getParent();
        return read(file.toString(), text(file, content), folder == null ? Path.of("") : folder);
    }

    private static String text(Path file, byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InputException("scenario file " + file + " is no text in UTF-8", e);
        }
    }
}
