package dev.sevsim.kernel.boot;

import java.util.Arrays;
import java.util.List;

/**
 * The kernel's parameters, as far as the console cares.
 *
 * @param text as the boot loader gave it
 */
record CommandLine(String text) {
    private static final int DEFAULT_LEVEL = 7;
    private static final int QUIET_LEVEL = 4;
    private static final int DEBUG_LEVEL = 10;

    private List<String> words() {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Messages with a level below this appear on the console; the last parameter wins. */
    int consoleLevel() {
        int level = DEFAULT_LEVEL;
        for (String word : words()) {
            if (word.equals("quiet")) {
                level = QUIET_LEVEL;
            } else if (word.equals("debug") || word.equals("ignore_loglevel")) {
                level = DEBUG_LEVEL;
            } else if (word.matches("loglevel=[0-9]{1,4}")) {
                level = Integer.parseInt(word.substring(word.indexOf('=') + 1));
            }
        }
        return level;
    }

    /** Whether kernel messages go to the first serial port. */
    boolean hasSerialConsole() {
        return words().stream().anyMatch(word -> word.equals("console=ttyS0") || word.startsWith("console=ttyS0,"));
    }
}
