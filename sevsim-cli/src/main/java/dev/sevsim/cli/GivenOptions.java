package dev.sevsim.cli;

import dev.sevsim.machine.option.MachineDraft;
import dev.sevsim.machine.option.MachineOption;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of a machine as they were given on a command line. */
final class GivenOptions {
    private GivenOptions() {}

    /**
     * The machine as far as options of {@code verb} describe it: each that was given is set under its name, in the order of
     * {@link MachineOption#all}.
     *
     * @throws dev.sevsim.io.file.InputException for a value that its option cannot have
     */
    static MachineDraft draft(CommandSpec verb, Console console) {
        MachineDraft draft = new MachineDraft(Path.of(""), new ShownReader(console)::read);
        ParseResult given = verb.commandLine().getParseResult();
        for (MachineOption option : MachineOption.all()) {
            OptionSpec declared = verb.findOption("--" + option.name());
            if (declared != null && given.hasMatchedOption(declared)) {
                option.set(draft, declared.stringValues());
            }
        }
        return draft;
    }
}
