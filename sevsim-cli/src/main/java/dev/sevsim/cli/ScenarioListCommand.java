package dev.sevsim.cli;

import dev.sevsim.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code scenario list}. */
@Command(name = "list", description = "Lists scenarios by name and title.")
@JsonVerb.Report("scenario-list")
final class ScenarioListCommand extends JsonVerb {
    private static final int WIDEST_NAME = 32;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = ScenarioPaths.HELP + " Default: ${DEFAULT-VALUE}.",
            defaultValue = "catalogue")
    private List<Path> paths;

    @Override
    public Integer call() {
        List<Scenario> scenarios = ScenarioPaths.read(paths).scenarios();
        if (json()) {
            console.json(JsonText.object(g -> JsonText.objects(g, "scenarios", scenarios, scenario -> {
                g.writeStringProperty("name", scenario.name());
                g.writeStringProperty("title", scenario.title());
                g.writeStringProperty("file", scenario.origin());
            })));
            return Main.OK;
        }
        int width = scenarios.stream()
                .mapToInt(scenario -> scenario.name().length())
                .filter(length -> length <= WIDEST_NAME)
                .max()
                .orElse(1);
        for (Scenario scenario : scenarios) {
            String line = String.format(Locale.ROOT, "%-" + width + "s  %s", scenario.name(), scenario.title());
            shown(line, width + 2).forEach(console::unbroken);
        }
        return Main.OK;
    }

    /** One line for each scenario where another program reads them; at a terminal, titles in a column of their own. */
    private static List<String> shown(String line, int column) {
        return Console.outputIsTerminal() ? TerminalText.wrapped(line, Console.columns(), column) : List.of(line);
    }
}
