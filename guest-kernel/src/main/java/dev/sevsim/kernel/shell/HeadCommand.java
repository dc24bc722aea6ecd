package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** {@code head}: the first lines or bytes of files. */
final class HeadCommand extends ShellCommand {
    private static final String LINES = "10";

    HeadCommand() {
        super("head", "print the first lines; -n LINES, -c BYTES");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        // The old form: -5 for -n 5.
        if (!words.isEmpty() && words.get(0).matches("-[0-9]+")) {
            words.set(0, "-n" + words.get(0).substring(1));
        }
        Options options = Options.parse(words, "n:c:");
        if (options.refuse(shell, name(), OptionCommand.Refusal.LINE_AND_HINT)) {
            return 1;
        }
        List<String> paths = options.operands().isEmpty() ? List.of("-") : options.operands();
        int status = 0;
        for (int i = 0; i < paths.size(); i++) {
            status = Math.max(status, print(shell, options, paths.get(i), paths.size() > 1 ? i : -1));
        }
        return status;
    }

    /** Prints one file; {@code index} is negative where there is no header. */
    private static int print(ShellContext shell, Options options, String path, int index) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int errno = FileReader.readAll(shell, path, read);
        boolean opened = errno >= 0 || errno == -Errno.EISDIR.code();
        if (opened && index >= 0) {
            shell.out().print((index > 0 ? "\n" : "") + "==> " + path + " <==\n");
        }
        if (errno < 0) {
            String name = Quoting.always(path);
            shell.complain(
                    opened ? "head: error reading " + name : "head: cannot open " + name + " for reading", errno);
            return 1;
        }
        byte[] content = read.toByteArray();
        shell.out().write(content, length(content, options));
        return 0;
    }

    /** How much of the content is printed; a negative number leaves that many at the end out. */
    private static int length(byte[] content, Options options) {
        String number = options.values().getOrDefault(options.has('c') ? 'c' : 'n', LINES);
        boolean fromEnd = number.startsWith("-");
        int count = Numbers.parse(fromEnd ? number.substring(1) : number);
        if (options.has('c')) {
            return fromEnd ? Math.max(0, content.length - count) : Math.min(content.length, count);
        }
        return lines(content, fromEnd ? Math.max(0, lineCount(content) - count) : count);
    }

    private static int lineCount(byte[] content) {
        int lines = content.length > 0 && content[content.length - 1] != '\n' ? 1 : 0;
        for (byte each : content) {
            lines += each == '\n' ? 1 : 0;
        }
        return lines;
    }

    /** Bytes of the first lines. */
    private static int lines(byte[] content, int count) {
        int left = count;
        int end = 0;
        while (end < content.length && left > 0) {
            left -= content[end] == '\n' ? 1 : 0;
            end++;
        }
        return end;
    }
}
