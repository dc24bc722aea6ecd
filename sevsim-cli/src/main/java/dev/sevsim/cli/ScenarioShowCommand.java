package dev.sevsim.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code scenario show}. */
@Command(
        name = "show",
        description =
                "Prints scenarios as a file of their own: what they extend and the row of their matrix is in them;"
                        + " options of the machine that are not there have the defaults of launch.")
final class ScenarioShowCommand extends JsonVerb {
    @Parameters(paramLabel = "NAME|PATH", description = ScenarioPaths.HELP)
    private Path path;

    @Override
    public Integer call() {
        Map<String, String> documents = ScenarioPaths.yaml(path);
        if (json()) {
            console.json(JsonText.object(g -> documents.forEach(g::writeStringProperty)));
            return Main.OK;
        }
        console.text(documents.size() == 1 ? documents.values().iterator().next() : list(documents.values()));
        return Main.OK;
    }

    /** Several documents as items of the list {@code scenarios}. */
    private static String list(Collection<String> documents) {
        return documents.stream()
                .map(document -> document.strip().replace("\n", "\n    ").replaceAll("(?m)^ +$", ""))
                .collect(Collectors.joining("\n  - ", "scenarios:\n  - ", "\n"));
    }
}
