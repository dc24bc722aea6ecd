package dev.sevsim.scenario.leak;

import java.util.Locale;

/** Names of constants in files. */
final class Names {
    private Names() {}

    /** In lower case with hyphens. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
