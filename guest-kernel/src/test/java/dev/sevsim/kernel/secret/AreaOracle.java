package dev.sevsim.kernel.secret;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What docs/reference/guest-kernel.md sections 4, 5 and 5.1 specify for an area, as arithmetic on an array of numbers:
 * it uses none of the kernel's classes.
 *
 * @param probe 0 or a negative errno
 * @param files content in hex by name, when the probe is 0
 */
record AreaOracle(int probe, Map<String, String> files) {
    private static final List<Integer> HEADER =
            List.of(0x42, 0xF5, 0x74, 0x1E, 0xDD, 0x71, 0x66, 0x4D, 0x96, 0x3E, 0xEF, 0x42, 0x87, 0xFF, 0x17, 0x3B);
    /** Position on the wire of each pair of digits of a GUID's text; -1 is a dash. */
    private static final int[] TEXT = {3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};

    static AreaOracle of(byte[] area) {
        if (area.length < 20) {
            return failing(22);
        }
        List<Integer> cells = new ArrayList<>();
        for (byte b : area) {
            cells.add(b & 255);
        }
        if (!cells.subList(0, 16).equals(HEADER)) {
            return failing(19);
        }
        double total = number(cells, 16);
        if (total < 20 || total > cells.size()) {
            return failing(22);
        }
        Map<String, String> found = new TreeMap<>();
        int at = 20;
        while (total - at >= 20 && found.size() < 64) {
            double length = number(cells, at + 16);
            if (length < 20 || length > total - at) {
                return failing(22);
            }
            List<Integer> guid = cells.subList(at, at + 16);
            String hex = hex(cells.subList(at + 20, at + (int) length));
            if (Collections.max(guid) != 0 && found.put(name(guid), hex) != null) {
                return failing(17);
            }
            at += (int) length;
        }
        return new AreaOracle(0, found);
    }

    private static AreaOracle failing(int errno) {
        return new AreaOracle(-errno, Map.of());
    }

    private static double number(List<Integer> cells, int at) {
        return cells.get(at) + 256.0 * (cells.get(at + 1) + 256.0 * (cells.get(at + 2) + 256.0 * cells.get(at + 3)));
    }

    private static String name(List<Integer> guid) {
        StringBuilder text = new StringBuilder();
        Arrays.stream(TEXT).forEach(at -> text.append(at < 0 ? "-" : hex(List.of(guid.get(at)))));
        return text.toString();
    }

    private static String hex(List<Integer> cells) {
        StringBuilder text = new StringBuilder();
        cells.forEach(cell -> text.append(Character.forDigit(cell / 16, 16)).append(Character.forDigit(cell % 16, 16)));
        return text.toString();
    }
}
