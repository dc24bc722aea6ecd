package dev.sevsim.kernel.shell;

/** {@code id}: who runs the shell. */
final class IdCommand extends OptionCommand {
    IdCommand() {
        super("id", "print user and groups", "ug", 1);
    }

    @Override
    int run(ShellContext shell, Options options) {
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
