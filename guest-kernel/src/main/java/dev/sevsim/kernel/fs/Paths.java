package dev.sevsim.kernel.fs;

import java.util.ArrayDeque;
import java.util.Deque;

/** Texts of paths. */
public final class Paths {
    private Paths() {}

    /** The absolute path without {@code .}, {@code ..} and doubled slashes. */
    public static String normalise(String cwd, String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : (path.startsWith("/") ? path : cwd + "/" + path).split("/", -1)) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return "/" + String.join("/", names);
    }
}
