package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code poweroff}: ends the session, after which init powers the machine down. */
final class PoweroffCommand implements ShellCommand {
    @Override
    public String name() {
        return "poweroff";
    }

    @Override
    public String summary() {
        return "power the machine down";
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        shell.session().leave();
        return 0;
    }
}
