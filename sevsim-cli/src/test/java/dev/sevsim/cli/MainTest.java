package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NarrowTerminal.class)
class MainTest {
    private static final int TERMINAL_COLUMNS = 80;

    static Stream<String> verbs() {
        return Stream.of(
                "launch",
                "secret",
                "secret inspect",
                "firmware",
                "firmware inspect",
                "owner",
                "owner verify",
                "owner session",
                "owner measure",
                "owner secret",
                "platform",
                "platform export",
                "trace",
                "trace show",
                "trace diff",
                "conformance",
                "self-check",
                "completion");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbHelps(String verb) {
        CapturedRun run = CapturedRun.of(words(verb, "--help"));

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: sevsim " + verb + " ").contains("-h, --help");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyHelpFitsATerminal(String verb) {
        CapturedRun run = CapturedRun.of(words(verb, "--help"));

        assertThat(run.out().lines()).allMatch(line -> line.length() <= TERMINAL_COLUMNS);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbShowsTheVersion(String verb) {
        showsTheVersion(words(verb, "--version"));
    }

    private static void showsTheVersion(Object... words) {
        CapturedRun run = CapturedRun.of(words);

        assertThat(run.status()).isZero();
        assertThat(run.out()).matches("sevsim \\S+\\R");
    }

    @Test
    void namesEveryVerbInItsOwnHelp() {
        CapturedRun run = CapturedRun.of("--help");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("Usage: sevsim ");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= TERMINAL_COLUMNS);
        verbs().filter(verb -> !verb.contains(" "))
                .forEach(verb -> assertThat(run.out()).containsPattern("(?m)^  " + verb + " "));
    }

    @Test
    void theProgramShowsTheVersion() {
        showsTheVersion("--version");
    }

    @Test
    void printsACompletionFunctionForBash() {
        CapturedRun run = CapturedRun.of("completion");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("#!/usr/bin/env bash")
                .contains("function _complete_sevsim() {", "--reveal-secrets-in-trace", "inspect")
                .containsPattern("(?m)^complete -F _complete_sevsim .*\\bsevsim\\b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lunch | unknown command 'lunch', did you mean launch?; see: sevsim --help
            owner verfy | unknown command 'verfy', did you mean verify?; see: sevsim owner --help
            platform zap | unknown command 'zap'; see: sevsim platform --help
            --nonsense | unknown option '--nonsense'; see: sevsim --help
            launch --polcy 1 | unknown option '--polcy', did you mean --policy?; see: sevsim launch --help
            serve --secret x | unknown option '--secret': with serve the owner is a client of --qmp or --libvirt; launch has this option; see: sevsim serve --help
            launch --qmp=unix:q | unknown option '--qmp=unix:q': a launch has its owner inside; serve has this option; see: sevsim launch --help
            launch extra | unexpected argument 'extra'; see: sevsim launch --help
            launch --seed | Missing required parameter for option '--seed' (N); see: sevsim launch --help
            trace diff a | Missing required parameter: 'SECOND'; see: sevsim trace diff --help
            trace diff a b c | unexpected argument 'c'; see: sevsim trace diff --help
            owner verify | Missing required option: '--chain=FILE'; see: sevsim owner verify --help
            """)
    void wrongUsageIsOneLineThatNamesTheHelp(String line, String message) {
        CapturedRun run = CapturedRun.of(words(line));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).isEqualToNormalizingNewlines("sevsim: " + message + "\n");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"owner, verify", "trace, diff", "secret, inspect", "firmware, inspect", "platform, export"})
    void verbWithoutItsCommandNamesTheCommands(String verb, String command) {
        CapturedRun run = CapturedRun.of(verb);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(verb + " needs a command: ", command, "sevsim " + verb + " --help");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void nothingAtAllIsWrongUsage() {
        CapturedRun run = CapturedRun.of();

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("see: sevsim --help");
    }

    @Test
    void unreadableInputIsStatusTwo(@TempDir Path directory) {
        CapturedRun run = CapturedRun.of("firmware", "inspect", directory.resolve("none"));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("does not exist");
    }

    @Test
    void initrdWithoutKernelIsRefusedWherePossible(@TempDir Path directory) {
        CapturedRun run = CapturedRun.of(
                "owner", "measure", "--firmware", directory.resolve("any"), "--initrd", directory.resolve("any"));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).isEqualToNormalizingNewlines("sevsim: --initrd needs --kernel\n");
    }

    private static Object[] words(String line, String... more) {
        return Stream.concat(Arrays.stream(line.split(" ")), Arrays.stream(more))
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"help, --help", "help launch, launch --help", "help owner verify, owner verify --help"})
    void helpIsAlsoACommand(String words, String option) {
        CapturedRun run = CapturedRun.of((Object[]) words.split(" "));

        assertThat(run.status()).isZero();
        assertThat(run).isEqualTo(CapturedRun.of((Object[]) option.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch --firmware", "launch --state", "platform reset --state", "launch --trace"})
    void refusesAnEmptyPathByTheNameOfItsOption(String words) {
        String[] command = (words + " x").split(" ");
        command[command.length - 1] = "";

        CapturedRun run = CapturedRun.of((Object[]) command);

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err())
                .contains(command[command.length - 2])
                .contains("the path is empty")
                .hasLineCount(1);
    }

    @Test
    void refusesAPortThatDoesNotExist() {
        CapturedRun run = CapturedRun.of("launch", "--owner", "http://127.0.0.1:99999");

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(run.err()).contains("'http://127.0.0.1:99999' is no address").hasLineCount(1);
    }
}
