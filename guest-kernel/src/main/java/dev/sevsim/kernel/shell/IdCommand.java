package dev.sevsim.kernel.shell;

import java.util.List;

/** {@code id}: who runs the shell. */
final class IdCommand implements ShellCommand {
    @Override
    public String name() {
        return "id";
    }

    @Override
    public String summary() {
        return "print user and groups";
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        Options options = Options.parse(arguments, "ug");
        if (options.refuse(shell, name())) {
            return 1;
        }
        int uid = shell.calls().credentials().uid();
        int gid = shell.calls().credentials().gid();
        if (options.has('u') || options.has('g')) {
            shell.out().printLine(Integer.toString(options.has('u') ? uid : gid));
        } else {
            shell.out().printLine("uid=%s gid=%s groups=%s".formatted(named(uid), named(gid), named(gid)));
        }
        return 0;
    }

    private static String named(int id) {
        return id == 0 ? "0(root)" : Integer.toString(id);
    }
}
