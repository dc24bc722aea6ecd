package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code exit} and {@code poweroff}: end the session, after which init powers the machine down. */
final class LeaveCommand extends ShellCommand {
    private final boolean takesStatus;

    private LeaveCommand(String name, String summary, boolean takesStatus) {
        super(name, summary);
        this.takesStatus = takesStatus;
    }

    static LeaveCommand exit() {
        return new LeaveCommand("exit", "leave the shell", true);
    }

    static LeaveCommand poweroff() {
        return new LeaveCommand("poweroff", "power the machine down", false);
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        if (takesStatus) {
            shell.session().leave();
        } else {
            shell.session().powerOff();
        }
        return takesStatus && !arguments.isEmpty() ? Numbers.parse(arguments.get(0)) & 0xFF : 0;
    }
}
