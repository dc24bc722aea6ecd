package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print fits 80 columns, but for words that are longer by themselves. */
@ExtendWith(NarrowTerminal.class)
class OutputWidthTest {
    private static final int TERMINAL_COLUMNS = NarrowTerminal.COLUMNS;
    private static final Pattern ONE_WORD = Pattern.compile(" *\\S+");

    @TempDir
    private static Path shared;

    // In order: later ones read what earlier ones wrote.
    @Test
    void outputFitsATerminal() {
        assertFits("firmware export --out $/fw");
        assertFits("firmware inspect $/fw/OVMF.fd");
        assertFits("launch --seed 1 --trace $/t.jsonl");
        assertFits("launch --seed 2 --sev-es --vcpus 2 --trace $/u.jsonl");
        assertFits("trace show $/t.jsonl");
        assertFits("trace show $/u.jsonl --party psp");
        assertFits("trace diff $/t.jsonl $/u.jsonl");
        assertFits("demo encrypted-files --seed 1");
        assertFits("demo encrypted-files --seed 1 --leak");
        assertFits("platform export --state $/p --out $/c");
        assertFits("platform status --state $/p");
        assertFits("platform pek-gen --state $/p");
        assertFits("owner session --chain $/c/pdh.cert --policy 0x1 --out $/s");
        assertFits("owner measure --firmware $/fw/OVMF.fd --kernel $/fw/vmlinuz --initrd $/fw/initrd.img --append x");
        assertFits("owner vmsa --firmware $/fw/OVMF.fd --vcpus 1 --vcpu-type EPYC-Milan --out $/v");
        assertFits("owner explain --firmware $/fw/OVMF.fd --digest "
                + "00000000000000000000000000000000000000000000000000000000000000ff --max-vcpus 1");
        assertFits("explain EBUSY");
        assertFits("explain 0x13");
        assertFits("self-check");
        assertFits("conformance --help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "", "79", "x", "99999"})
    void usesTheWidthOfTheTerminal(String columns) {
        System.setProperty(NarrowTerminal.PROPERTY, columns);

        assertThat(Console.columns()).isEqualTo(columns.equals("100") ? 100 : TERMINAL_COLUMNS);
        assertThat(CapturedRun.of("launch", "--help").out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Console.columns()))
                .anySatisfy(line -> assertThat(line.length()).isGreaterThan(Console.columns() - 5));
    }

    /** Such a line can be searched and cut by other programs. */
    @Test
    void aWideListingHasOneLineForEachRecord() {
        Path trace = shared.resolve("wide.jsonl");
        CapturedRun.of("launch", "--seed", "1", "--trace", trace);

        assertThat(CapturedRun.of("trace", "show", trace, "--wide").out().lines())
                .anyMatch(line ->
                        line.contains("command=PLATFORM_STATUS id=") && line.endsWith("platformStateAfter=UNINIT"))
                .noneMatch(line -> line.startsWith("        out."));
    }

    private static void assertFits(String command) {
        CapturedRun run = CapturedRun.of(Arrays.stream(command.split(" "))
                .map(word -> word.replace("$", shared.toString()))
                .toArray());

        assertThat(run.out() + run.err()).as(command).isNotEmpty();
        assertThat(run.status()).as("%s: %s", command, run.err()).isNotEqualTo(2);
        assertThat(run.out().lines())
                .as(command)
                .allMatch(line -> line.length() <= TERMINAL_COLUMNS
                        || ONE_WORD.matcher(line).matches());
    }

    /** A seed can be copied from one line. */
    @Test
    void aLongSeedIsNotDivided() {
        assertThat(SeedOption.notice(OptionalLong.of(5))).endsWith("protects nothing (seed 5)");
        assertThat(CapturedRun.of("scenario", "run", "plain-launch", "--seed", Long.MAX_VALUE)
                        .out()
                        .lines())
                .contains("  (seed 9223372036854775807)");
    }

    @Test
    void scenariosFitATerminalAndHaveALineEachInAPipe() {
        String before = System.getProperty("sevsim.terminal", "");
        System.setProperty("sevsim.terminal", "1");
        try {
            assertFits("scenario list");
        } finally {
            System.setProperty("sevsim.terminal", before);
        }
        assertThat(CapturedRun.of("scenario", "list").out().lines()).anyMatch(line -> line.length() > TERMINAL_COLUMNS);
    }
}
