package dev.sevsim.kernel.shell;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** {@code cat}: files one after the other. */
final class CatCommand extends OptionCommand {
    CatCommand() {
        super("cat", "print files", "u", 1);
    }

    @Override
    int run(ShellContext shell, Options options) {
        int status = 0;
        for (String path : options.operands().isEmpty() ? List.of("-") : options.operands()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int errno = FileReader.readAll(shell, path, content);
            shell.out().write(content.toByteArray(), content.size());
            if (errno < 0) {
                shell.complain("cat: " + Quoting.ifNeeded(path), errno);
                status = 1;
            }
        }
        return status;
    }
}
