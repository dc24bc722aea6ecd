package dev.sevsim.cli;

import dev.sevsim.machine.option.MachineOption;
import dev.sevsim.scenario.ExpectationKind;
import dev.sevsim.scenario.Expectations;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.Scenarios;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Writes docs/scenarios.md: keys, options, expectations, verbs and the catalogue, each from its own table. */
final class ScenariosPage {
    private static final String INTRODUCTION = """
            # Scenarios

            A scenario is a machine, what its hostile host does, and what each party must answer. It is a value: a file in YAML or JSON builds it, and so does Java code
            (`Scenario.named(...)` in package `dev.sevsim.scenario`). This page is written from the code: `mvn verify -Dsevsim.docs.write=true`.

            ```yaml
            name: altered-image
            machine: {sev-es: true, vcpus: 2}
            acts: ["before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector"]
            expect: {verdict: refused, refused-by: owner, firmware: {LAUNCH_SECRET: never}}
            ```

            ```sh
            sevsim scenario run FILE
            ```

            `sevsim scenario new` writes a file to start from. `sevsim scenario schema` prints the JSON Schema of these files, by which editors complete names and show faults
            while a file is written: `# yaml-language-server: $schema=scenario.schema.json` as the first line of a file names it.

            ## Files

            A file is one scenario, or a mapping with a list `scenarios`. A folder stands for its files that end in `.yaml`, `.yml` or `.json`, and those of the folders in it.
            What is not stated has the defaults of `sevsim launch`, but for what is typed at the guest's shell: it reads each secret and prints none.

            | Key | Value |
            |---|---|
            """;

    private static final String READING = """

            Numbers and booleans are taken as they are written. A text that has ` #` or `: ` needs quotes, since YAML ends a text there: `"after KVM_SEV_LAUNCH_UPDATE_DATA #2"`.
            Anchors, aliases and tags are not taken, nothing is read from the environment, and depth, values and size of a file are bounded. A fault is one line that begins
            with file, line and column, and exit status 2.

            `extends` takes every key from another scenario of the file that is not given itself, `machine`, `matrix` and `expect` key by key. `matrix` makes one
            scenario for each combination of the values of its options; short values are part of the name, `eras[era=v2,vcpus=1]`, others are counted from 1.

            ## What every scenario expects

            - The host sees no secret, key or private page, in no encoding, in memory, on the bus, at the console or in the trace; `host-sees` names the places where an attack
              succeeds.
            - Nothing of the guest stays behind when it has ended: no ASID, no handle, no pinned page; `leaves-behind` names what does.
            - Every act is done, every fault happens, every point of `at` is reached: a run without them shows nothing about them.

            ## Points and acts

            [acts.md](acts.md) has the points of a run and every act of a hostile host. A point is a key of `at`, and what stands before the colon of an act.

            ## Expectations

            `expect` is checked at the end of the run, what stands below a point of `at` when that point is reached. Several texts are a list. Below
            a point can stand {at-points};
            one with `{}` must be reached, and no more.

            | Name | Value | Holds when |
            |---|---|---|
            """;

    private static final String MACHINE = """

            ## Options of the machine

            Keys of `machine`, and of `matrix` with a list of values each. Names of files begin at the folder of the scenario file.

            | Option | Value | What it is |
            |---|---|---|
            """;

    private static final String VERBS = """

            ## Commands

            `PATH` is a file, a folder, `catalogue`, `catalogue:NAME` or a name of the catalogue where no file has it. Each command has `--help`.

            | Command | What it does |
            |---|---|
            """;

    private static final String RUN = """

            | Option of `run` | What it does |
            |---|---|
            """;

    private static final String RESULTS = """

            A scenario that fails is reported with the first step of the trace that went otherwise, what was expected and found there, the rule of the party that answered
            with its source, and one command that runs it again with its trace. Results are in the order of the files, and equal for equal seeds, whatever `--parallel` is.
            `--json` prints what `sevsim scenario run --json-schema` describes. In JUnit XML a file is a suite, a scenario a case, a failed expectation a failure; what did
            not end or could not be run is an error, what came after `--fail-fast` or a signal is skipped.

            | Exit status | When |
            |---|---|
            | 0 | every scenario passed |
            | 1 | an expectation does not hold, or a scenario did not end within `--time-limit` |
            | 2 | wrong usage or input: a file with a fault, a path or filter that names nothing, an output that cannot be written |
            | 3 | internal error |
            | 130 | ended by Ctrl-C, after a summary of what was run |

            ## Catalogue

            These come with sevsim, and each passes: `sevsim scenario run catalogue`. `sevsim scenario show NAME` prints one as a file.
            """;

    private ScenariosPage() {}

    static String text() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        ScenarioKeys.all().forEach((key, description) -> row(page, code(key), description));
        page.append(READING.replace("{at-points}", atPoints()));
        Expectations.all().forEach(kind -> row(page, code(kind.name()), shape(kind), kind.description()));
        page.append(MACHINE);
        MachineOption.all().stream()
                .filter(option -> !List.of("act", "fault").contains(option.name()))
                .forEach(option -> row(page, code(option.name()), form(option), ScenarioKeys.ofOption(option.name())));
        page.append(VERBS);
        CommandSpec scenario = Objects.requireNonNull(
                        Main.allVerbs().getSubcommands().get("scenario"))
                .getCommandSpec();
        scenario.subcommands().forEach((name, command) -> row(page, code("scenario " + name), description(command)));
        page.append(RUN);
        Objects.requireNonNull(scenario.subcommands().get("run")).getCommandSpec().options().stream()
                .filter(option -> !option.inherited() && !option.usageHelp() && !option.versionHelp())
                .forEach(option -> row(page, code(label(option)), ScenarioKeys.description(option)));
        page.append(RESULTS);
        catalogue(page);
        return page.toString();
    }

    private static void catalogue(StringBuilder page) {
        Map<String, Map<String, List<Scenario>>> files = Scenarios.catalogue().stream()
                .collect(Collectors.groupingBy(
                        Scenario::origin,
                        LinkedHashMap::new,
                        Collectors.groupingBy(
                                one -> one.name().replaceFirst("\\[.*", ""), LinkedHashMap::new, Collectors.toList())));
        files.forEach((file, scenarios) -> {
            String stem = file.replaceFirst(".*/", "").replaceFirst("\\..*", "").replace('-', ' ');
            page.append("\n### ")
                    .append(stem.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(stem.substring(1))
                    .append("\n\n| Name | What happens | What it teaches | Sources |\n|---|---|---|---|\n");
            scenarios.forEach((name, rows) -> {
                Scenario first = rows.get(0);
                row(
                        page,
                        code(name) + (rows.size() > 1 ? ", " + rows.size() + " rows" : ""),
                        first.title(),
                        first.teaches(),
                        String.join("; ", first.sources()));
            });
        });
    }

    private static String atPoints() {
        return codes(Expectations.all().stream()
                .filter(ExpectationKind::isAtPoints)
                .map(ExpectationKind::name)
                .toList());
    }

    private static String shape(ExpectationKind kind) {
        String values = kind.values().isEmpty() ? "text" : codes(kind.values());
        String keys = kind.keys().isEmpty() ? "name" : kind.keys().size() > 20 ? "NAME or NAME #N" : codes(kind.keys());
        return switch (kind.shape()) {
            case TEXT -> values;
            case TEXTS -> values + ", one or a list";
            case TABLE -> "mapping: " + keys + " to " + values;
            case TABLE_OF_TEXTS -> "mapping: " + keys + " to " + values + ", one or a list";
        };
    }

    private static String form(MachineOption option) {
        return switch (option.form()) {
            case FLAG -> "`true` or `false`";
            case TEXT -> option.values().isEmpty() ? "text" : codes(option.values());
            case LIST -> (option.values().isEmpty() ? "text" : codes(option.values())) + ", one or a list";
        };
    }

    private static String label(OptionSpec option) {
        return option.longestName() + (option.arity().max() > 0 ? " " + option.paramLabel() : "");
    }

    private static String description(CommandLine command) {
        return command.getCommandSpec().usageMessage().description()[0];
    }

    private static String codes(List<String> values) {
        return values.stream().map(ScenariosPage::code).collect(Collectors.joining(", "));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static void row(StringBuilder page, String... cells) {
        for (String cell : cells) {
            page.append("| ")
                    .append(cell.strip().replace("|", "\\|").replace('\n', ' '))
                    .append(' ');
        }
        page.append("|\n");
    }
}
