package dev.sevsim.cli;

import dev.sevsim.scenario.Scenarios;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scenario schema}. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of scenario files, by which editors complete and check them.")
final class ScenarioSchemaCommand extends Verb {
    @Option(names = "--of-results", description = "Print the schema of what run --json prints instead.")
    private boolean ofResults;

    @Override
    public Integer call() {
        console.text(ofResults ? CliResource.text("scenario-results.schema.json") : Scenarios.schema());
        return Main.OK;
    }
}
