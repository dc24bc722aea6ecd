package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.core.LogLine;

/** {@code dmesg}: the message ring of the kernel. */
final class DmesgCommand extends OptionCommand {
    DmesgCommand() {
        super("dmesg", "print kernel messages; -r raw, -t without times, -c and clear, -C only clear", "rtcC", 1);
    }

    @Override
    int run(ShellContext shell, Options options) {
        if (options.has('r') && options.has('t')) {
            shell.err().printLine("dmesg: mutually exclusive arguments: --raw --notime");
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
