package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.Answer;
import dev.sevsim.kernel.fs.FileStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code stat}: all attributes of files. */
final class StatCommand extends OptionCommand {
    /** Nanoseconds and the offset of the zone, which is always UTC here. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.nnnnnnnnn xx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    StatCommand() {
        super("stat", "print the attributes of files", "L", 1);
    }

    @Override
    int run(ShellContext shell, Options options) {
        if (options.operands().isEmpty()) {
            shell.err().printLine("stat: missing operand");
            shell.err().printLine("Try 'stat --help' for more information.");
            return 1;
        }
        int result = 0;
        for (String path : options.operands()) {
            Answer<FileStatus> answer = shell.calls().stat(path);
            if (answer.errno() < 0) {
                shell.complain("stat: cannot statx '" + path + "'", answer.errno());
                result = 1;
            } else {
                shell.out().print(text(path, answer.orElseThrow()));
            }
        }
        return result;
    }

    private static String text(String path, FileStatus status) {
        String kind = status.isDirectory() ? "directory" : status.size() == 0 ? "regular empty file" : "regular file";
        return "  File: %s\n".formatted(path)
                + "  Size: %-10d\tBlocks: %-10d IO Block: %-6d %s\n"
                        .formatted(status.size(), 0, FileStatus.BLOCK_SIZE, kind)
                + "Device: 0,%d\tInode: %-10d  Links: %d\n".formatted(status.device(), status.inode(), status.links())
                + "Access: (%04o/%s)  Uid: (%5d/%8s)   Gid: (%5d/%8s)\n"
                        .formatted(
                                status.mode() & 07777,
                                FileModes.text(status.mode()),
                                status.uid(),
                                "root",
                                status.gid(),
                                "root")
                + "Access: %s\n".formatted(time(status.accessed()))
                + "Modify: %s\n".formatted(time(status.modified()))
                + "Change: %s\n".formatted(time(status.changed()))
                + " Birth: -\n";
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
