package dev.sevsim.cli;

import picocli.CommandLine.Command;

/** {@code scenario}: whole situations in files, and what each party must answer. */
@Command(
        name = "scenario",
        description = "Runs scenarios: machines, what their hostile hosts do, and what each party must answer.",
        subcommands = {
            ScenarioRunCommand.class,
            ScenarioListCommand.class,
            ScenarioShowCommand.class,
            ScenarioNewCommand.class,
            ScenarioSchemaCommand.class
        })
final class ScenarioCommand extends VerbGroup {}
