package dev.sevsim.cli;

import dev.sevsim.scenario.Scenarios;
import picocli.CommandLine.Command;

/** {@code scenario schema}. */
@Command(
        name = "schema",
        description = "Prints the JSON Schema of scenario files, by which editors complete and check them.")
final class ScenarioSchemaCommand extends Verb {
    @Override
    public Integer call() {
        console.text(Scenarios.schema());
        return Main.OK;
    }
}
