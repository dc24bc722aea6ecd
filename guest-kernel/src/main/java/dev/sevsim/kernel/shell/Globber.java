package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Replaces a pattern by the paths that match it, sorted; a pattern without a match stays as it is. */
record Globber(SystemCalls calls) {
    List<String> expand(Field word) {
        if (!word.hasPattern()) {
            return List.of(word.text());
        }
        List<String> found = List.of(word.text().startsWith("/") ? "/" : "");
        for (String component : word.pattern().split("/", -1)) {
            if (!component.isEmpty()) {
                found = step(found, component);
            }
        }
        return found.isEmpty() ? List.of(word.text()) : found;
    }

    private List<String> step(List<String> bases, String component) {
        Pattern pattern = Pattern.compile(asRegex(component), Pattern.DOTALL);
        List<String> found = new ArrayList<>();
        for (String base : bases) {
            String prefix = base.isEmpty() || base.endsWith("/") ? base : base + "/";
            if (component.equals(".") || component.equals("..")) {
                found.add(prefix + component);
                continue;
            }
            List<String> names = calls.list(base.isEmpty() ? "." : base).value().orElse(List.of());
            for (String name : names.stream().sorted().toList()) {
                boolean hidden = name.startsWith(".") && !component.startsWith(".");
                if (!hidden && pattern.matcher(name).matches()) {
                    found.add(prefix + name);
                }
            }
        }
        return found;
    }

    private static String asRegex(String component) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '[' && closing(component, i) > 0) {
                int end = closing(component, i);
                regex.append(characters(component.substring(i + 1, end)));
                i = end;
            } else {
                if (c == '\\' && i + 1 < component.length()) {
                    i++;
                    c = component.charAt(i);
                }
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return regex.toString();
    }

    /** The bracket that ends a set which begins at {@code open}; -1 for none. The first character can be a bracket. */
    private static int closing(String component, int open) {
        int first = component.startsWith("!", open + 1) || component.startsWith("^", open + 1) ? open + 2 : open + 1;
        return component.indexOf(']', first + 1);
    }

    private static String characters(String set) {
        boolean negated = set.startsWith("!") || set.startsWith("^");
        StringBuilder regex = new StringBuilder(negated ? "[^" : "[");
        for (char c : set.substring(negated ? 1 : 0).toCharArray()) {
            regex.append("[]&^\\".indexOf(c) >= 0 ? "\\" : "").append(c);
        }
        return regex.append(']').toString();
    }
}
