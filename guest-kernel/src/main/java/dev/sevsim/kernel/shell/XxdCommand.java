package dev.sevsim.kernel.shell;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.Whence;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/** {@code xxd}: offset, eight groups of two bytes, ASCII. Source: docs/reference/guest-kernel.md section 7. */
final class XxdCommand extends ShellCommand {
    private static final int COLUMNS = 16;
    /** Bytes of a line with {@code -p}. */
    private static final int PLAIN_COLUMNS = 30;
    /** Columns of eight groups of four digits, each with a space. */
    private static final int HEX_WIDTH = 40;
    /** Exit status for a negative offset in a file without an end. */
    private static final int CANNOT_SEEK = 4;

    XxdCommand() {
        super("xxd", "dump a file; -l LENGTH, -s OFFSET, -p plain");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        Options options = Options.parse(arguments, "pl:s:");
        if (options.error().isPresent() || options.operands().size() > 1) {
            shell.err().printLine("Usage: xxd [-p] [-l length] [-s offset] [file]");
            return 1;
        }
        String path = options.operands().isEmpty() ? "-" : options.operands().get(0);
        String skip = options.values().getOrDefault('s', "0");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int errno = FileReader.readAll(shell, path, read);
        if (errno < 0) {
            boolean opened = errno == -Errno.EISDIR.code();
            shell.complain(opened ? "xxd" : "xxd: " + path, errno);
            return 2;
        }
        byte[] all = read.toByteArray();
        OptionalInt start = start(shell, path, skip, all.length);
        if (start.isEmpty()) {
            shell.err().printLine("xxd: Sorry, cannot seek.");
            return CANNOT_SEEK;
        }
        int from = start.getAsInt();
        int length = Math.min(all.length - from, Numbers.parse(options.values().getOrDefault('l', "0x7fffffff")));
        byte[] content = Arrays.copyOfRange(all, from, from + length);
        shell.out().print(options.has('p') ? plain(content) : dump(content, from));
        return 0;
    }

    /** Where the dump starts; a negative offset counts from the end, which a computed file does not have. */
    private static OptionalInt start(ShellContext shell, String path, String skip, int length) {
        if (!skip.startsWith("-")) {
            return OptionalInt.of(Math.min(length, Numbers.parse(skip)));
        }
        if (path.equals("-")) {
            return OptionalInt.empty();
        }
        int descriptor = shell.calls().open(path, EnumSet.of(OpenFlag.READ), 0);
        long found = shell.calls().seek(descriptor, -Numbers.parse(skip.substring(1)), Whence.END);
        int unused = shell.calls().close(descriptor);
        return found < 0 ? OptionalInt.empty() : OptionalInt.of((int) Math.min(length, found));
    }

    private static String dump(byte[] content, int base) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < content.length; row += COLUMNS) {
            int end = Math.min(content.length, row + COLUMNS);
            StringBuilder hex = new StringBuilder();
            for (int i = row; i < end; i++) {
                hex.append("%02x".formatted(content[i] & 0xFF));
                if ((i - row) % 2 == 1) {
                    hex.append(' ');
                }
            }
            text.append("%08x: %s%s %s\n"
                    .formatted(
                            base + row,
                            hex,
                            " ".repeat(HEX_WIDTH - hex.length()),
                            HexText.printable(content, row, end)));
        }
        return text.toString();
    }

    private static String plain(byte[] content) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < content.length; row += PLAIN_COLUMNS) {
            int end = Math.min(content.length, row + PLAIN_COLUMNS);
            text.append(HexFormat.of().formatHex(content, row, end)).append('\n');
        }
        return text.toString();
    }
}
