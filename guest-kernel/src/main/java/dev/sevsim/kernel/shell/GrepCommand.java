package dev.sevsim.kernel.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code grep}: lines that match a basic or extended regular expression. */
final class GrepCommand extends OptionCommand {
    /** Exit status for an error; it takes precedence over that of a match. Source: POSIX, grep. */
    private static final int TROUBLE = 2;
    /** Characters that mean something in a basic expression only after a backslash. */
    private static final String ESCAPED_IN_BASIC = "+?|(){}";

    GrepCommand() {
        super(
                "grep",
                "print matching lines; -i any case, -v others, -c count, -n numbers, -q quiet, -E extended, -F fixed",
                "ivcnqEF",
                TROUBLE);
    }

    @Override
    int run(ShellContext shell, Options options) {
        if (options.operands().isEmpty()) {
            shell.err().printLine("Usage: grep [OPTION]... PATTERNS [FILE]...");
            shell.err().printLine("Try 'grep --help' for more information.");
            return TROUBLE;
        }
        Optional<Pattern> pattern = compile(options.operands().get(0), options);
        if (pattern.isEmpty()) {
            shell.err().printLine("grep: Invalid regular expression");
            return TROUBLE;
        }
        List<String> paths = options.operands().subList(1, options.operands().size());
        boolean found = false;
        boolean failed = false;
        for (String path : paths.isEmpty() ? List.of("-") : paths) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            int errno = FileReader.readAll(shell, path, read);
            if (errno < 0) {
                shell.complain("grep: " + path, errno);
                failed = true;
            }
            String prefix = paths.size() > 1 ? path + ":" : "";
            found |= search(shell, options, pattern.orElseThrow(), prefix, read);
        }
        return failed ? TROUBLE : found ? 0 : 1;
    }

    /**
     * Bytes are taken as ISO 8859-1: each is one character, so that a secret of any bytes can be searched and printed
     * unchanged.
     */
    private static boolean search(
            ShellContext shell, Options options, Pattern pattern, String prefix, ByteArrayOutputStream read) {
        int number = 0;
        int matches = 0;
        for (String line : read.toString(StandardCharsets.ISO_8859_1).lines().toList()) {
            number++;
            if (pattern.matcher(line).find() != options.has('v')) {
                matches++;
                if (!options.has('c') && !options.has('q')) {
                    String shown = prefix + (options.has('n') ? number + ":" : "") + line + "\n";
                    byte[] bytes = shown.getBytes(StandardCharsets.ISO_8859_1);
                    shell.out().write(bytes, bytes.length);
                }
            }
        }
        if (options.has('c') && !options.has('q')) {
            shell.out().printLine(prefix + matches);
        }
        return matches > 0;
    }

    /** The pattern as the bytes of its UTF-8 text, to fit the lines; empty for one that is not valid. */
    private static Optional<Pattern> compile(String text, Options options) {
        String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String regex = options.has('F') ? Pattern.quote(bytes) : options.has('E') ? bytes : fromBasic(bytes);
        try {
            return Optional.of(Pattern.compile(regex, options.has('i') ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * A basic expression as Java has it: what is special after a backslash there is special without one here, and the
     * reverse.
     */
    private static String fromBasic(String basic) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < basic.length(); i++) {
            char c = basic.charAt(i);
            boolean escaped = c == '\\' && i + 1 < basic.length();
            if (escaped) {
                i++;
                c = basic.charAt(i);
            }
            boolean special = ESCAPED_IN_BASIC.indexOf(c) >= 0;
            regex.append(special != escaped ? "\\" : "").append(c);
        }
        return regex.toString();
    }
}
