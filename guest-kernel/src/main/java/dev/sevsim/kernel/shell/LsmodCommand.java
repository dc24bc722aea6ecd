package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.ModuleTable;
import java.util.List;

/** {@code lsmod}: the loaded modules. */
final class LsmodCommand extends ShellCommand {
    LsmodCommand() {
        super("lsmod", "list loaded modules");
    }

    @Override
    int run(ShellContext shell, List<String> arguments) {
        shell.out().printLine("Module                  Size  Used by");
        for (ModuleTable.Loaded module : shell.environment().modules().loaded()) {
            shell.out().printLine("%-19s %8d  %d".formatted(module.name(), module.sizeBytes(), module.users()));
        }
        return 0;
    }
}
