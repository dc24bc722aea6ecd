package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.ModuleTable;

/** {@code modprobe}: loads a module that is on disk. */
final class ModprobeCommand extends OptionCommand {
    ModprobeCommand() {
        super("modprobe", "load a module; -r removes it, -q is quiet", "rq", 1, Refusal.LINE);
    }

    @Override
    int run(ShellContext shell, Options options) {
        if (options.operands().isEmpty()) {
            shell.err().printLine("modprobe: ERROR: missing parameters. See -h.");
            return 1;
        }
        String name = options.operands().get(0);
        ModuleTable modules = shell.environment().modules();
        if (!modules.isOnDisk(name)) {
            if (!options.has('q')) {
                String where =
                        " in directory /lib/modules/" + shell.environment().release();
                shell.err()
                        .printLine("modprobe: FATAL: Module " + name + " not found" + (options.has('r') ? "." : where));
            }
            return 1;
        }
        return options.has('r') ? remove(shell, modules, name) : load(shell, modules, name);
    }

    private static int load(ShellContext shell, ModuleTable modules, String name) {
        int errno = modules.isLoaded(name) ? 0 : modules.load(name);
        if (errno < 0) {
            shell.complain("modprobe: ERROR: could not insert '" + name + "'", errno);
        }
        return errno < 0 ? 1 : 0;
    }

    private static int remove(ShellContext shell, ModuleTable modules, String name) {
        if (!modules.isLoaded(name)) {
            return 0;
        }
        int errno = modules.unload(name);
        if (errno < 0) {
            shell.err().printLine("modprobe: FATAL: Module " + name + " is in use.");
        }
        return errno < 0 ? 1 : 0;
    }
}
