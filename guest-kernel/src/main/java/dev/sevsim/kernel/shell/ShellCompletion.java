package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.KernelOops;
import dev.sevsim.kernel.edit.Completer;
import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.SystemCalls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Completes commands where a command stands, and paths everywhere else. */
final class ShellCompletion implements Completer {
    private static final String BLANKS = " \t";
    private static final String OPERATORS = ";&|<>";
    private static final String SPECIAL = " \t;&|<>\\'\"*?$#";

    private final SystemCalls calls;
    private final Collection<String> commands;

    ShellCompletion(SystemCalls calls, Collection<String> commands) {
        this.calls = calls;
        this.commands = List.copyOf(commands);
    }

    /** Where looking ends the process there is nothing to complete; what is typed stays. */
    @Override
    public Completion complete(String text) {
        try {
            return completed(text);
        } catch (KernelOops e) {
            return new Completion("", List.of());
        }
    }

    private Completion completed(String text) {
        Scan scan = Scan.of(text);
        String typed = text.substring(scan.start());
        String word = plain(typed);
        List<Candidate> candidates = isCommand(text.substring(0, scan.start())) && word.indexOf('/') < 0
                ? commands.stream()
                        .filter(name -> name.startsWith(word))
                        .sorted()
                        .map(name -> new Candidate(typed + name.substring(word.length()), name, scan.closing() + " "))
                        .toList()
                : paths(typed, word, scan);
        return new Completion(typed, candidates);
    }

    private List<Candidate> paths(String typed, String word, Scan scan) {
        int slash = word.lastIndexOf('/');
        String directory = slash < 0 ? "." : word.substring(0, slash + 1);
        String begun = word.substring(slash + 1);
        List<Candidate> found = new ArrayList<>();
        for (String name : calls.list(directory).value().orElse(List.of()).stream()
                .sorted()
                .toList()) {
            boolean hidden = name.startsWith(".") && !begun.startsWith(".");
            if (!hidden && name.startsWith(begun) && scan.canSay(name)) {
                boolean enters = calls.stat((slash < 0 ? "" : directory) + name)
                        .value()
                        .map(FileStatus::isDirectory)
                        .orElse(false);
                String rest = scan.say(name.substring(begun.length())) + (enters ? "/" : "");
                found.add(new Candidate(typed + rest, name + (enters ? "/" : ""), enters ? "" : scan.closing() + " "));
            }
        }
        return found;
    }

    /**
     * A line up to the cursor, gone through as the shell does.
     *
     * @param start where the last word begins: behind the last blank or operator that nothing quotes
     * @param quote the quote that is open at the end, or 0
     */
    private record Scan(int start, char quote) {
        static Scan of(String text) {
            int start = 0;
            char quote = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\' && quote != '\'') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '\'' || c == '"')) {
                    quote = c;
                } else if (quote == 0 && (BLANKS.indexOf(c) >= 0 || OPERATORS.indexOf(c) >= 0)) {
                    start = i + 1;
                }
            }
            return new Scan(Math.min(start, text.length()), quote);
        }

        String closing() {
            return quote == 0 ? "" : String.valueOf(quote);
        }

        boolean canSay(String name) {
            return quote == 0 || (name.indexOf(quote) < 0 && name.indexOf('\\') < 0);
        }

        String say(String text) {
            return quote == 0 ? quoted(text) : text;
        }
    }

    /** Whether a command comes behind {@code before}. */
    private static boolean isCommand(String before) {
        String said = before.strip();
        return said.isEmpty() || ";&|".indexOf(said.charAt(said.length() - 1)) >= 0;
    }

    private static String plain(String typed) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < typed.length(); i++) {
            char c = typed.charAt(i);
            if (c == '\\' && i + 1 < typed.length()) {
                i++;
                text.append(typed.charAt(i));
            } else if (c != '\'' && c != '"') {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String quoted(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return text.toString();
    }
}
