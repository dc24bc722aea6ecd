package dev.sevsim.kernel.shell;

import java.util.regex.Pattern;

/** Names in messages as the GNU programs print them. */
final class Quoting {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9%+,./:=@_^~\\[\\]{}-]+");

    private Quoting() {}

    /** The name itself, or in quotes where a shell would need them. */
    static String ifNeeded(String name) {
        return PLAIN.matcher(name).matches() ? name : always(name);
    }

    /** The name in quotes. */
    static String always(String name) {
        return "'" + name.replace("'", "'\\''") + "'";
    }
}
