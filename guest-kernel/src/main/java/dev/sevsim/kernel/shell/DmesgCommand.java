package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.LogLine;
import java.util.List;

/** {@code dmesg}: the message ring of the kernel. */
final class DmesgCommand implements ShellCommand {
    @Override
    public String name() {
        return "dmesg";
    }

    @Override
    public String summary() {
        return "print kernel messages; -r raw, -t without times, -c and clear, -C only clear";
    }

    @Override
    public int run(ShellContext shell, List<String> arguments) {
        Options options = Options.parse(arguments, "rtcC");
        if (options.refuse(shell, name())) {
            return 1;
        }
        if (!options.has('C')) {
            for (LogLine line : shell.environment().log().lines()) {
                String level = options.has('r') ? "<" + line.level().value() + ">" : "";
                shell.out().printLine(level + (options.has('t') ? line.text() : line.withTime()));
            }
        }
        if (options.has('c') || options.has('C')) {
            shell.environment().log().clear();
        }
        return 0;
    }
}
