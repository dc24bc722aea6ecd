package dev.sevsim.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code demo}: demonstrations that run on the simulator, step by step. */
@Command(
        name = "demo",
        description = "Runs a demonstration step by step; without a name, lists the demonstrations.",
        synopsisSubcommandLabel = "[DEMO]",
        subcommands = DemoEncryptedFilesCommand.class)
final class DemoCommand extends Verb {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, String> demos = new LinkedHashMap<>();
        spec.subcommands()
                .forEach((name, demo) -> demos.put(
                        name,
                        String.join("", demo.getCommandSpec().usageMessage().description())));
        console.listing(demos);
        return Main.OK;
    }
}
