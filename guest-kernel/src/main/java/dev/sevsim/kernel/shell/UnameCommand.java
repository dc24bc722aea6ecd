package dev.sevsim.kernel.shell;

import java.util.ArrayList;
import java.util.List;

/** {@code uname}: name and version of the system. */
final class UnameCommand extends OptionCommand {
    UnameCommand() {
        super("uname", "print what system this is; -a everything", "asnrvmo", 1);
    }

    @Override
    int run(ShellContext shell, Options options) {
        List<String> parts = new ArrayList<>();
        GuestEnvironment kernel = shell.environment();
        add(parts, options, 's', "Linux");
        add(parts, options, 'n', "(none)");
        add(parts, options, 'r', kernel.release());
        add(parts, options, 'v', kernel.version());
        add(parts, options, 'm', "x86_64");
        add(parts, options, 'o', "GNU/Linux");
        shell.out().printLine(String.join(" ", parts));
        return 0;
    }

    private static void add(List<String> parts, Options options, char letter, String text) {
        boolean byDefault = letter == 's' && options.flags().isEmpty();
        if (options.has(letter) || options.has('a') || byDefault) {
            parts.add(text);
        }
    }
}
