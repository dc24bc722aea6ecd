package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.FileStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ls} as it prints to a terminal, or one name a line elsewhere. Source: docs/reference/guest-kernel.md section
 * 7.
 */
final class LsCommand extends OptionCommand {
    private static final int SERIOUS = 2;

    /**
     * Something to list.
     *
     * @param name as shown
     * @param path to it
     * @param status attributes
     */
    record Entry(String name, String path, FileStatus status) {}

    LsCommand() {
        super(
                "ls",
                "list files; -l long, -a all, -A almost all, -d directories themselves, -1 one a line",
                "laAd1C",
                SERIOUS);
    }

    @Override
    int run(ShellContext shell, Options options) {
        List<String> operands = options.operands().isEmpty() ? List.of(".") : options.operands();
        List<Entry> found = new ArrayList<>();
        int status = 0;
        for (String path : operands) {
            Answer<FileStatus> answer = shell.calls().stat(path);
            if (answer.errno() < 0) {
                shell.complain("ls: cannot access '" + path + "'", answer.errno());
                status = SERIOUS;
            } else {
                found.add(new Entry(path, path, answer.orElseThrow()));
            }
        }
        found.sort((a, b) -> a.name().compareTo(b.name()));
        return Math.max(status, listOperands(shell, options, found, operands.size()));
    }

    private static int listOperands(ShellContext shell, Options options, List<Entry> found, int operands) {
        LsFormat format = LsFormat.of(
                options, shell.isOnTerminal(), shell.environment().time().now());
        List<Entry> files = found.stream()
                .filter(entry -> options.has('d') || !entry.status().isDirectory())
                .toList();
        List<Entry> directories =
                found.stream().filter(entry -> !files.contains(entry)).toList();
        // The real one measures its columns over all operands, directories too.
        shell.out().print(format.text(files, found));
        int status = 0;
        boolean first = files.isEmpty();
        for (Entry directory : directories) {
            if (!first) {
                shell.out().print("\n");
            }
            first = false;
            if (operands > 1) {
                shell.out().printLine(directory.name() + ":");
            }
            status = Math.max(status, listDirectory(shell, options, directory, format));
        }
        return status;
    }

    private static int listDirectory(ShellContext shell, Options options, Entry directory, LsFormat format) {
        Answer<List<String>> names = shell.calls().list(directory.path());
        if (names.errno() < 0) {
            shell.complain("ls: cannot open directory '" + directory.path() + "'", names.errno());
            return SERIOUS;
        }
        List<Entry> entries = new ArrayList<>();
        if (options.has('a')) {
            addEntry(shell, directory, ".", entries);
            addEntry(shell, directory, "..", entries);
        }
        for (String name : names.orElseThrow().stream().sorted().toList()) {
            if (!name.startsWith(".") || options.has('a') || options.has('A')) {
                addEntry(shell, directory, name, entries);
            }
        }
        if (options.has('l')) {
            // Nothing here occupies disk blocks.
            shell.out().printLine("total 0");
        }
        shell.out().print(format.text(entries, entries));
        return 0;
    }

    private static void addEntry(ShellContext shell, Entry directory, String name, List<Entry> entries) {
        String path = directory.path() + "/" + name;
        shell.calls().stat(path).value().ifPresent(status -> entries.add(new Entry(name, path, status)));
    }
}
