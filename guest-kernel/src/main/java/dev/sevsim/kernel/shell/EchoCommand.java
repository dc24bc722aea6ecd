package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code echo}: its arguments, one space between them. */
final class EchoCommand extends ShellCommand {
    EchoCommand() {
        super("echo", "print its arguments; -n without a line feed");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        boolean bare = !arguments.isEmpty() && arguments.get(0).equals("-n");
        String text = String.join(" ", bare ? arguments.subList(1, arguments.size()) : arguments);
        shell.out().print(bare ? text : text + "\n");
        return 0;
    }
}
