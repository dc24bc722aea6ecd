package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code exit}: ends the shell; init then powers the machine down. */
final class ExitCommand implements ShellCommand {
    @Override
    public String name() {
        return "exit";
    }

    @Override
    public String summary() {
        return "leave the shell";
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        shell.session().leave();
        return arguments.isEmpty() ? 0 : Numbers.parse(arguments.get(0)) & 0xFF;
    }
}
