package dev.sevsim.kernel.shell;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** {@code cat}: files one after the other. */
final class CatCommand implements ShellCommand {
    @Override
    public String name() {
        return "cat";
    }

    @Override
    public String summary() {
        return "print files";
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        Options options = Options.parse(arguments, "u");
        if (options.refuse(shell, name())) {
            return 1;
        }
        int status = 0;
        for (String path : options.operands().isEmpty() ? List.of("-") : options.operands()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            int errno = FileReader.readAll(shell, path, content);
            shell.out().write(content.toByteArray(), content.size());
            if (errno < 0) {
                shell.complain("cat: " + path, errno);
                status = 1;
            }
        }
        return status;
    }
}
