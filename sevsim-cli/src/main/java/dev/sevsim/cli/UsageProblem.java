package dev.sevsim.cli;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Describes in one line what is wrong with a command line and where its help is. */
final class UsageProblem {
    private UsageProblem() {}

    static String describe(ParameterException problem) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        String what = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched, command)
                : withFirstNames(problem, Objects.toString(problem.getMessage(), ""))
                        .lines()
                        .findFirst()
                        .orElse("wrong usage");
        return what + "; see: " + command.qualifiedName() + " --help";
    }

    /** An option without its value is named by its longest name: the first one is that of the help. */
    private static String withFirstNames(ParameterException problem, String message) {
        String named = message;
        if (problem instanceof MissingParameterException missing) {
            for (ArgSpec argument : missing.getMissing()) {
                if (argument instanceof OptionSpec option) {
                    named = named.replaceFirst(
                            "'" + Pattern.quote(option.longestName()) + "(?=[' =])",
                            Matcher.quoteReplacement("'" + option.names()[0]));
                }
            }
        }
        // What the option's type is called in the source.
        return named.replaceFirst("is not an? (?:int|long)$", "is no whole number, or too large");
    }

    /** Only the first: what follows an option that is not known may be its value. */
    private static String unmatched(UnmatchedArgumentException problem, CommandSpec command) {
        String first = problem.getUnmatched().get(0);
        String kind = first.startsWith("-")
                ? "unknown option"
                : command.subcommands().isEmpty() ? "unexpected argument" : "unknown command";
        Optional<String> other = ofTheOtherVerb(first, command);
        if (other.isPresent()) {
            return kind + " '" + first + "': " + other.get();
        }
        return kind + " '" + first + "'"
                + problem.getSuggestions().stream()
                        .filter(name -> initial(name).equals(initial(first)))
                        .findFirst()
                        .map(name -> ", did you mean " + name + "?")
                        .orElse("");
    }

    /** Why an option of {@code launch} is none of {@code serve}, and the reverse. */
    private static Optional<String> ofTheOtherVerb(String option, CommandSpec command) {
        String name = option.replaceFirst("=.*", "");
        Class<?> other = command.name().equals("serve")
                ? LaunchCommand.class
                : command.name().equals("launch") ? ServeCommand.class : Object.class;
        if (other == Object.class
                || CommandSpec.forAnnotatedObject(instance(other)).findOption(name) == null) {
            return Optional.empty();
        }
        return Optional.of(
                other == LaunchCommand.class
                        ? "with serve the owner is a client of --qmp or --libvirt; launch has this option"
                        : "a launch has its owner inside; serve has this option");
    }

    private static Object instance(Class<?> verb) {
        return verb == LaunchCommand.class ? new LaunchCommand() : new ServeCommand();
    }

    /** The first letter: a word that begins with another one was not meant. */
    private static String initial(String word) {
        String letters = word.replaceFirst("^-+", "");
        return letters.isEmpty() ? "" : letters.substring(0, 1);
    }
}
