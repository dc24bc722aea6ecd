package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.shell.OptionCommand.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Short options and operands, in the manner of getopt.
 *
 * @param flags letters seen
 * @param values arguments of the letters that take one
 * @param operands the rest
 * @param error the complaint about the first bad option, without the command's name
 */
record Options(Set<Character> flags, Map<Character, String> values, List<String> operands, Optional<String> error) {
    /** {@code known} lists the letters; one followed by a colon takes an argument. */
    static Options parse(List<String> arguments, String known) {
        Set<Character> flags = new HashSet<>();
        Map<Character, String> values = new HashMap<>();
        List<String> operands = new ArrayList<>();
        int i = 0;
        for (; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("--")) {
                return bad("unrecognized option '" + argument + "'");
            }
            if (!argument.startsWith("-") || argument.length() == 1) {
                operands.add(argument);
                continue;
            }
            for (int at = 1; at < argument.length(); at++) {
                char letter = argument.charAt(at);
                int place = known.indexOf(letter);
                if (place < 0 || letter == ':') {
                    return bad("invalid option -- '" + letter + "'");
                }
                flags.add(letter);
                if (place + 1 < known.length() && known.charAt(place + 1) == ':') {
                    String rest = argument.substring(at + 1);
                    if (rest.isEmpty() && i + 1 == arguments.size()) {
                        return bad("option requires an argument -- '" + letter + "'");
                    }
                    if (rest.isEmpty()) {
                        i++;
                        rest = arguments.get(i);
                    }
                    values.put(letter, rest);
                    break;
                }
            }
        }
        if (i < arguments.size()) {
            operands.addAll(arguments.subList(i + 1, arguments.size()));
        }
        return new Options(flags, values, operands, Optional.empty());
    }

    private static Options bad(String text) {
        return new Options(Set.of(), Map.of(), List.of(), Optional.of(text));
    }

    boolean has(char letter) {
        return flags.contains(letter);
    }

    /** Prints the complaint, if there is one. */
    boolean refuse(ShellContext shell, String command, Refusal refusal) {
        error.ifPresent(text -> {
            shell.err().printLine(command + ": " + text);
            if (refusal == Refusal.LINE_AND_HINT) {
                shell.err().printLine("Try '" + command + " --help' for more information.");
            }
        });
        return error.isPresent();
    }
}
