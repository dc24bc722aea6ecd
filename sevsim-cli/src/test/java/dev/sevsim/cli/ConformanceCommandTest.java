package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verb and the reading of recordings; the recordings themselves are tests of the kernel. */
class ConformanceCommandTest {
    private static final String SEQUENCE = "{\"seq\":1,\"area_size\":3072,\"area\":\"\"}\n";
    private static final String RIGHT = "{\"s\":1,\"i\":0,\"op\":\"close 0\",\"r\":-9}\n";
    private static final String WRONG = "{\"s\":1,\"i\":1,\"op\":\"rmdir /\",\"r\":0}\n";

    @TempDir
    private Path directory;

    private Path plain(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void countsTheAnswersOfAllFiles() throws IOException {
        Path packed = directory.resolve("b.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write((SEQUENCE + RIGHT).getBytes(StandardCharsets.UTF_8));
        }

        CapturedRun run = CapturedRun.of("conformance", "system-calls", plain("a.jsonl", SEQUENCE + RIGHT), packed);

        assertThat(run.out()).isEqualToNormalizingNewlines("2 sequences, 2 answers: 0 differing\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void printsEachDifferingAnswer() throws IOException {
        Path file = plain("a.jsonl", SEQUENCE + RIGHT + WRONG);

        CapturedRun run = CapturedRun.of("conformance", "system-calls", file);

        assertThat(run.out()).isEqualToNormalizingNewlines("""
                sequence 1, call 1: rmdir /
                  real: {r=0}
                  ours: {r=-16}
                1 sequences, 2 answers: 1 differing
                """);
        assertThat(run.status()).isOne();
        assertThat(CapturedRun.of("conformance", "system-calls", "--json", file).out())
                .contains("\"differences\":[{\"where\":\"sequence 1, call 1\"");
    }

    @Test
    void loadsRecordedPairs() throws IOException {
        Path file = plain("pairs.jsonl", """
                00900000-0fffffff : System RAM
                {"base":"900000","size":"2000","load":0,"bound":0,"log":[],"files":null}
                """);

        CapturedRun run = CapturedRun.of("conformance", "pairs", file);

        assertThat(run.out()).contains("pair 0: base 900000, size 2000", "ioremap on RAM at", "1 pairs: 1 differing");
        assertThat(run.status()).isOne();
    }

    @Test
    void refusesWhatIsNoRecording() throws IOException {
        assertThat(CapturedRun.of("conformance", "system-calls", plain("a", RIGHT))
                        .err())
                .contains("line 1: a call before the first sequence");
        assertThat(CapturedRun.of("conformance", "system-calls", plain("b", SEQUENCE + "{\"op\""))
                        .err())
                .contains("line 2: ");
        assertThat(CapturedRun.of(
                                "conformance", "system-calls", plain("c", SEQUENCE + RIGHT.replace("close 0", "fork")))
                        .err())
                .contains("line 2: unknown call fork");
        assertThat(CapturedRun.of("conformance", "pairs", plain("d", "{}")).err())
                .contains("line 1: no pair");
        assertThat(CapturedRun.of("conformance").status()).isEqualTo(Main.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"# A page\n\nText.\n", "\n\n\n", "\0\0\0\0"})
    void refusesAFileWithoutARecording(String content) throws IOException {
        Path file = plain("no.jsonl", content);

        CapturedRun calls = CapturedRun.of("conformance", "system-calls", "--json", file);
        assertThat(calls.err()).isEqualTo("sevsim: " + file + " holds no recording of system calls\n");
        assertThat(calls.out()).isEmpty();
        assertThat(calls.status()).isEqualTo(Main.USAGE);

        CapturedRun pairs = CapturedRun.of("conformance", "pairs", file);
        assertThat(pairs.err()).isEqualTo("sevsim: " + file + " holds no recording of pairs\n");
        assertThat(pairs.status()).isEqualTo(Main.USAGE);
    }

    /** Without a call nothing was compared, which is no success. */
    @Test
    void refusesARecordingWithoutCalls() throws IOException {
        Path calls = plain("header.jsonl", SEQUENCE);
        CapturedRun run = CapturedRun.of("conformance", "system-calls", plain("right.jsonl", SEQUENCE + RIGHT), calls);
        assertThat(run.err()).isEqualTo("sevsim: " + calls + " holds no recording of system calls\n");
        assertThat(run.status()).isEqualTo(Main.USAGE);

        Path pairs = plain("map.jsonl", "00900000-0fffffff : System RAM\n");
        CapturedRun map = CapturedRun.of("conformance", "pairs", pairs);
        assertThat(map.err()).isEqualTo("sevsim: " + pairs + " holds no recording of pairs\n");
        assertThat(map.status()).isEqualTo(Main.USAGE);
    }

    @Test
    void namesTheLineThatIsNoJson() throws IOException {
        Path broken = plain("broken.jsonl", SEQUENCE + "{\"op\": close}\n");
        assertThat(CapturedRun.of("conformance", "system-calls", broken).err())
                .isEqualTo("sevsim: recording " + broken + ", line 2: no JSON at character 8\n");
    }

    @Test
    void refusesABrokenGzipFile() throws IOException {
        Path file = Files.write(directory.resolve("x.gz"), new byte[] {0x1F, (byte) 0x8B, 8, 0});

        CapturedRun run = CapturedRun.of("conformance", "system-calls", file);

        assertThat(run.err()).contains("is no whole gzip file");
        assertThat(run.status()).isEqualTo(Main.USAGE);
    }
}
