package dev.sevsim.cli;

import java.util.Objects;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Describes in one line what is wrong with a command line and where its help is. */
final class UsageProblem {
    private UsageProblem() {}

    static String describe(ParameterException problem) {
        CommandSpec command = problem.getCommandLine().getCommandSpec();
        String what = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched(unmatched, command)
                : Objects.toString(problem.getMessage(), "").lines().findFirst().orElse("wrong usage");
        return what + "; see: " + command.qualifiedName() + " --help";
    }

    /** Only the first: what follows an option that is not known may be its value. */
    private static String unmatched(UnmatchedArgumentException problem, CommandSpec command) {
        String first = problem.getUnmatched().get(0);
        String kind = first.startsWith("-")
                ? "unknown option"
                : command.subcommands().isEmpty() ? "unexpected argument" : "unknown command";
        return kind + " '" + first + "'"
                + problem.getSuggestions().stream()
                        .filter(name -> initial(name).equals(initial(first)))
                        .findFirst()
                        .map(name -> ", did you mean " + name + "?")
                        .orElse("");
    }

    /** The first letter: a word that begins with another one was not meant. */
    private static String initial(String word) {
        String letters = word.replaceFirst("^-+", "");
        return letters.isEmpty() ? "" : letters.substring(0, 1);
    }
}
