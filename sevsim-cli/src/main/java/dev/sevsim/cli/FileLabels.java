package dev.sevsim.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Labels the value of an option as FILE where its type is a path and its declaration has no label. */
final class FileLabels {
    private FileLabels() {}

    /**
     * Labels the options of a verb and of its commands.
     *
     * @param verb not yet a subcommand of another, whose options it would inherit
     * @return {@code verb}
     */
    static CommandLine applyTo(CommandLine verb) {
        CommandSpec spec = verb.getCommandSpec();
        List<OptionSpec> options = List.copyOf(spec.options());
        // All are replaced, so that they keep their order.
        options.forEach(spec::remove);
        options.forEach(option -> spec.addOption(labelled(option)));
        verb.getSubcommands().values().forEach(FileLabels::applyTo);
        return verb;
    }

    private static OptionSpec labelled(OptionSpec option) {
        boolean path = option.type() == Path.class
                || Arrays.asList(option.auxiliaryTypes()).contains(Path.class);
        // picocli labels an option without a label by its field, in angle brackets.
        return path && option.paramLabel().startsWith("<")
                ? option.toBuilder().paramLabel("FILE").build()
                : option;
    }
}
