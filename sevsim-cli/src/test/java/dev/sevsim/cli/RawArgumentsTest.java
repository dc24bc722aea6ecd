package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawArgumentsTest {
    /** Of the embedded image and kernel with the command line of these tests, as sev-snp-measure 0.0.13 computed it. */
    private static final String DIGEST = "0e41e97bb72d0b9b7ca7357b41a793bf31901eefc65020c4166c01edd214b4cc";

    @TempDir
    private Path directory;

    @Test
    void acceptsWhatArrivedAsItWasGiven() throws IOException {
        assertThat(raw("java", "-cp", "x", "launch", "--append", "label=\u78c1\u76d8 \u00e9", "")
                        .problem("launch", "--append", "label=\u78c1\u76d8 \u00e9", ""))
                .isEmpty();
        assertThat(RawArguments.UNKNOWN.problem("launch", "\ufffd")).isEmpty();
    }

    @Test
    void refusesWhatWasReplacedWhileItWasDecoded() throws IOException {
        assertThat(raw("java", "launch", "\u00e9").problem("launch", "\ufffd\ufffd"))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("argument 2 cannot be read: "));
    }

    @Test
    void acceptsAReplacementCharacterThatWasGiven() throws IOException {
        assertThat(raw("java", "launch", "\ufffd").problem("launch", "\ufffd")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8", "POSIX"})
    void givesTheSameDigestInEveryLocaleOrRefuses(String locale) throws Exception {
        Path image = directory.resolve("image");
        assertThat(CapturedRun.of("firmware", "export", "--out", image).status())
                .isZero();
        String expected =
                CapturedRun.of(measure(image, "label=\u78c1\u76d8 \u00e9")).out();
        assertThat(expected).contains("launch digest  " + DIGEST);

        String script = "exec \"$@\" --append \"$(printf 'label=\\347\\243\\201\\347\\233\\230 \\303\\251')\"";
        Run run = inLocale(locale, script, measureWithoutAppend(image));

        if (locale.equals("C.UTF-8")) {
            assertThat(run.out()).isEqualTo(expected);
        } else {
            assertThat(run.status()).isEqualTo(Main.USAGE);
            assertThat(run.out()).startsWith("sevsim: argument ");
        }
    }

    @Test
    void refusesBytesThatAreNoText() throws Exception {
        Run run = inLocale("C.UTF-8", "exec \"$@\" \"$(printf '\\351')\"", List.of("explain"));

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.out())
                .isEqualTo("sevsim: argument 2 cannot be read: it is no UTF-8, or the locale is not UTF-8"
                        + " (start sevsim by its launcher, or set LC_ALL=C.UTF-8)\n");
    }

    @Test
    void doesNotReadAFileForAnArgumentWithAnAtSign() throws IOException {
        Path file = Files.writeString(directory.resolve("words"), "--help");

        CapturedRun run = CapturedRun.of("explain", "@" + file);

        assertThat(run.out()).doesNotContain("Usage");
    }

    private record Run(int status, String out) {}

    private static Run inLocale(String locale, String script, List<String> arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script, "sh");
        builder.command()
                .addAll(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()));
        builder.command().addAll(arguments);
        builder.environment().put("LC_ALL", locale);
        Process process = builder.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out);
    }

    private static Object[] measure(Path image, String append) {
        return List.of(
                        "owner",
                        "measure",
                        "--firmware",
                        image.resolve("OVMF.fd"),
                        "--kernel",
                        image.resolve("vmlinuz"),
                        "--append",
                        append)
                .toArray();
    }

    private static List<String> measureWithoutAppend(Path image) {
        return List.of("owner", "measure", "--firmware", image.resolve("OVMF.fd"), "--kernel", image.resolve("vmlinuz"))
                .stream()
                .map(Object::toString)
                .collect(Collectors.toList());
    }

    private static RawArguments raw(String... arguments) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String argument : arguments) {
            bytes.write(argument.getBytes(StandardCharsets.UTF_8));
            bytes.write(0);
        }
        return new RawArguments(bytes.toByteArray());
    }
}
