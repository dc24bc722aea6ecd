package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One run of the command line inside this JVM.
 *
 * @param status exit status
 * @param out standard output
 * @param err standard error
 */
record Sevsim(int status, String out, String err) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Runs the command in this process; an array among the words stands for the words in it. */
    static Sevsim run(Object... args) {
        String[] texts = texts(args).toArray(String[]::new);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                texts);
        return new Sevsim(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The words of a command line, those of arrays one by one. */
    static Stream<String> texts(Object word) {
        return word instanceof Object[] words ? Stream.of(words).flatMap(Sevsim::texts) : Stream.of(word.toString());
    }

    /** This, which has to be a run that did what it was asked and had nothing to say on standard error. */
    Sevsim requireSuccess() {
        assertThat(err).isEmpty();
        assertThat(status).isZero();
        return this;
    }

    /** Standard output read as one JSON object. */
    JsonNode json() {
        return JSON.readTree(out);
    }

    static JsonNode parse(String text) {
        return JSON.readTree(text);
    }

    /** The command as a process of its own with the JVM options of the launcher, its errors thrown away. */
    static Process process(Object... args) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        words.addAll(texts(args).toList());
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A vector file of this module. */
    static Path vector(String name) {
        return Path.of("src", "test", "resources", "vectors", name);
    }
}
