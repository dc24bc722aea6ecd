package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A verb that only has commands of its own. */
@Command(synopsisSubcommandLabel = "COMMAND")
abstract class VerbGroup extends Verb {
    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() {
        throw needsCommand(spec);
    }

    /** Names the commands of a command that does nothing by itself. */
    static InputException needsCommand(CommandSpec spec) {
        List<String> names = List.copyOf(spec.subcommands().keySet());
        String last = names.get(names.size() - 1);
        String others = String.join(", ", names.subList(0, names.size() - 1));
        return new InputException(spec.name() + " needs a command: "
                + (others.isEmpty() ? last : others + " or " + last) + "; see: " + spec.qualifiedName() + " --help");
    }
}
