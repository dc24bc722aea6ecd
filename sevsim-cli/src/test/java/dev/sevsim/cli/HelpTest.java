package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The help texts of every command as a terminal of 80 columns shows them. */
class HelpTest {
    private static final int TERMINAL_COLUMNS = 80;

    /** Words of tales, and words that make persons of things. */
    private static final Pattern BANNED = Pattern.compile(
            "\\b(believ\\w+|worth|nobody|somebody|whoever|habits?|rubbish|stor(y|ies)|tells?|patience|wants?|hears?|knows?"
                    + "|says?|elsewhere|looks? at|what came of|belongs? to itself)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final List<String> HEADINGS =
            List.of("Guest:", "sev-guest object:", "Host and processor:", "Owner:", "Run:", "Output and help:");

    static Stream<Named<CommandSpec>> commands() {
        return all(Main.allVerbs().getCommandSpec()).map(spec -> Named.of(spec.qualifiedName(), spec));
    }

    private static Stream<CommandSpec> all(CommandSpec spec) {
        return Stream.concat(
                Stream.of(spec),
                spec.subcommands().values().stream()
                        .map(CommandLine::getCommandSpec)
                        .flatMap(HelpTest::all));
    }

    @Test
    void coversEveryCommand() {
        assertThat(commands().map(Named::getName))
                .contains("sevsim", "sevsim launch", "sevsim owner serve", "sevsim platform pek-gen")
                .hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void linesFitATerminal(CommandSpec command) {
        assertThat(help(command).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(TERMINAL_COLUMNS));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyDescriptionIsOneStringOfWholeSentences(CommandSpec command) {
        assertThat(descriptions(command)).allSatisfy(description -> {
            assertThat(description).hasSize(1);
            assertThat(description[0]).matches("(?s)[A-Z].*\\.").doesNotContain("%n", "\n", "..");
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandListsCutNoDescription(CommandSpec command) {
        String listed = flat(help(command));

        command.subcommands()
                .forEach((name, line) -> assertThat(listed)
                        .contains(name + " "
                                + flat(line.getCommandSpec().usageMessage().description()[0])));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void usesPlainTechnicalEnglish(CommandSpec command) {
        assertThat(help(command)).doesNotContainPattern(BANNED);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void breaksNoWord(CommandSpec command) {
        List<String> words = List.of(flat(help(command)).split(" "));

        assertThat(descriptions(command).flatMap(Stream::of).flatMap(text -> Stream.of(text.split(" ", -1))))
                .filteredOn(word -> !word.contains("$") && !word.contains("}") && !word.contains("%"))
                .isSubsetOf(words);
    }

    /** "firmware" alone is the Secure Processor's; the guest's is the OVMF image. */
    @ParameterizedTest
    @MethodSource("commands")
    void callsTheGuestsFirmwareTheOvmfImage(CommandSpec command) {
        assertThat(help(command)).doesNotContain("firmware image", "Firmware image");
    }

    @ParameterizedTest
    @CsvSource({"launch", "serve"})
    void groupsTheOptionsOfAMachineByTopic(String verb) {
        String help = help(spec(verb));

        assertThat(help).containsSubsequence(HEADINGS);
        for (String heading : List.of("Guest:", "sev-guest object:", "Host and processor:")) {
            assertThat(section(help, heading))
                    .isEqualTo(section(help(launch()), heading))
                    .contains("--");
        }
        assertThat(section(help, "sev-guest object:"))
                .contains("--policy", "--kernel-hashes", "--cbitpos")
                .doesNotContain("--firmware ", "--state");
        assertThat(section(help, "Host and processor:")).contains("--generation", "--host-memory", "--state");
        assertThat(section(help, "Run:")).contains("--seed", "--trace");
        assertThat(section(help, "Output and help:")).contains("--json", "--verbose", "--help");
    }

    @Test
    void leavesShortListsWithoutHeadings() {
        assertThat(CapturedRun.of("trace", "show", "--help").out()).doesNotContain("Output and help");
    }

    @Test
    void namesTheDefaultsOfAMachine() {
        assertThat(flat(help(launch()))).contains("Without --firmware, the embedded OVMF image is launched");
    }

    private static CommandSpec launch() {
        return spec("launch");
    }

    private static CommandSpec spec(String verb) {
        return Objects.requireNonNull(Main.allVerbs().getSubcommands().get(verb), verb)
                .getCommandSpec();
    }

    /** The lines between a heading and the next empty line. */
    private static String section(String help, String heading) {
        String rest = help.substring(help.indexOf("\n" + heading) + heading.length() + 1);
        int end = rest.indexOf("\n\n");
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static String help(CommandSpec command) {
        command.usageMessage().width(TERMINAL_COLUMNS);
        return command.commandLine().getUsageMessage(Ansi.OFF).replace(System.lineSeparator(), "\n");
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static Stream<String[]> descriptions(CommandSpec command) {
        return Stream.concat(
                Stream.of(new String[][] {command.usageMessage().description()}),
                Stream.<ArgSpec>concat(command.options().stream(), command.positionalParameters().stream())
                        .map(ArgSpec::description));
    }
}
