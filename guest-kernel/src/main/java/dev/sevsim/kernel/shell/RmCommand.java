package dev.sevsim.kernel.shell;

import static dev.sevsim.abi.Errno.EISDIR;
import static dev.sevsim.abi.Errno.ENOENT;
import static dev.sevsim.abi.Errno.ENOTDIR;

import dev.sevsim.kernel.fs.FileStatus;

/** {@code rm}: unlinks files; in {@code secrets/coco} that wipes the secret. */
final class RmCommand extends OptionCommand {
    RmCommand() {
        super("rm", "remove files; -f ignores missing ones", "fi", 1);
    }

    @Override
    int run(ShellContext shell, Options options) {
        if (options.operands().isEmpty() && !options.has('f')) {
            shell.err().printLine("rm: missing operand");
            shell.err().printLine("Try 'rm --help' for more information.");
            return 1;
        }
        int status = 0;
        for (String path : options.operands()) {
            int errno = remove(shell, path);
            boolean missing = errno == -ENOENT.code() || errno == -ENOTDIR.code();
            if (errno < 0 && !(options.has('f') && missing)) {
                shell.complain("rm: cannot remove '" + path + "'", errno);
                status = 1;
            }
        }
        return status;
    }

    private static int remove(ShellContext shell, String path) {
        boolean directory =
                shell.calls().stat(path).value().map(FileStatus::isDirectory).orElse(false);
        return directory ? -EISDIR.code() : shell.calls().unlink(path);
    }
}
