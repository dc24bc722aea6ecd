package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.FileStatus;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code hexdump} and {@code hd}; the latter is {@code hexdump -C}. Source: docs/reference/guest-kernel.md section 7.
 */
final class HexdumpCommand extends OptionCommand {
    private static final int COLUMNS = 16;

    HexdumpCommand(String name) {
        super(
                name,
                name.equals("hd") ? "hexdump -C" : "dump files; -C bytes and ASCII, -v all rows, -n LENGTH, -s OFFSET",
                "Cvn:s:",
                1);
    }

    @Override
    int run(ShellContext shell, Options options) {
        Content content = new Content(Numbers.parse(options.values().getOrDefault('s', "0")));
        int failed = 0;
        List<String> paths = options.operands().isEmpty() ? List.of("-") : options.operands();
        for (String path : paths) {
            int errno = content.add(shell, path);
            if (errno < 0) {
                shell.complain(name() + ": " + path, errno);
                // A directory can be opened, so it counts as input.
                failed += errno == -Errno.EISDIR.code() ? 0 : 1;
            }
        }
        if (failed == paths.size()) {
            shell.err().printLine(name() + ": all input file arguments failed");
            return 1;
        }
        byte[] all = content.bytes.toByteArray();
        int length = Math.min(all.length, Numbers.parse(options.values().getOrDefault('n', "0x7fffffff")));
        boolean canonical = name().equals("hd") || options.has('C');
        shell.out().print(dump(Arrays.copyOf(all, length), content.base, canonical, options.has('v')));
        return failed == 0 ? 0 : 1;
    }

    /** What the files hold behind the bytes to skip. */
    private static final class Content {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int skip;
        private int base;

        Content(int skip) {
            this.skip = skip;
        }

        /** A regular file that is shorter than what is left to skip, by {@code st_size}, is not read at all. */
        int add(ShellContext shell, String path) {
            Optional<FileStatus> regular = path.equals("-")
                    ? Optional.empty()
                    : shell.calls()
                            .stat(path)
                            .value()
                            .filter(status -> (status.mode() & FileStatus.FORMAT_MASK) == FileStatus.REGULAR_FORMAT);
            if (regular.isPresent() && skip > regular.get().size()) {
                skip -= (int) regular.get().size();
                base += (int) regular.get().size();
                return 0;
            }
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            int errno = FileReader.readAll(shell, path, read);
            int skipped = Math.min(skip, read.size());
            skip -= skipped;
            base += skipped;
            bytes.write(read.toByteArray(), skipped, read.size() - skipped);
            return errno;
        }
    }

    private static String dump(byte[] content, int base, boolean canonical, boolean everyRow) {
        StringBuilder text = new StringBuilder();
        boolean starred = false;
        for (int row = 0; row < content.length; row += COLUMNS) {
            int end = Math.min(content.length, row + COLUMNS);
            if (!everyRow && row > 0 && end - row == COLUMNS && repeats(content, row)) {
                if (!starred) {
                    text.append("*\n");
                }
                starred = true;
                continue;
            }
            starred = false;
            text.append(canonical ? canonicalRow(content, row, end, base) : wordRow(content, row, end, base));
        }
        // Nothing read and nothing skipped ends without an offset.
        if (base + content.length > 0) {
            text.append((canonical ? "%08x\n" : "%07x\n").formatted(base + content.length));
        }
        return text.toString();
    }

    private static boolean repeats(byte[] content, int row) {
        return Arrays.equals(content, row - COLUMNS, row, content, row, row + COLUMNS);
    }

    private static String canonicalRow(byte[] content, int row, int end, int base) {
        StringBuilder hex = new StringBuilder();
        for (int i = row; i < row + COLUMNS; i++) {
            if (i - row == COLUMNS / 2) {
                hex.append(' ');
            }
            hex.append(i < end ? "%02x ".formatted(content[i] & 0xFF) : "   ");
        }
        return "%08x  %s |%s|\n".formatted(base + row, hex, HexText.printable(content, row, end));
    }

    private static String wordRow(byte[] content, int row, int end, int base) {
        StringBuilder hex = new StringBuilder("%07x".formatted(base + row));
        for (int i = row; i < row + COLUMNS; i += 2) {
            int high = i + 1 < end ? content[i + 1] & 0xFF : 0;
            hex.append(i < end ? " %02x%02x".formatted(high, content[i] & 0xFF) : "     ");
        }
        return hex.append('\n').toString();
    }
}
