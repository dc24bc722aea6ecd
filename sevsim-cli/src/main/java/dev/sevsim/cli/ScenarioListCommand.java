package dev.sevsim.cli;

import dev.sevsim.scenario.Scenario;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code scenario list}. */
@Command(name = "list", description = "Lists scenarios by name and title.")
@JsonVerb.Report("scenario-list")
final class ScenarioListCommand extends JsonVerb {
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
        Map<String, String> lines = new LinkedHashMap<>();
        scenarios.forEach(scenario -> lines.put(scenario.name(), scenario.title()));
        console.listing(lines);
        return Main.OK;
    }
}
