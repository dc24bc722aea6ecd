package dev.sevsim.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Headings and links of a Markdown file, without its code blocks. */
final class MarkdownFile {
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.+?)\\s*");
    private static final Pattern NUMBER = Pattern.compile("(\\d+(?:\\.\\d+)*)\\.? .*");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE_SPAN = Pattern.compile("`[^`]*`");

    private final Path file;
    private final List<String> headings = new ArrayList<>();
    private final List<String> links = new ArrayList<>();

    private MarkdownFile(Path file) {
        this.file = file;
    }

    static MarkdownFile read(Path file) throws IOException {
        MarkdownFile markdown = new MarkdownFile(file);
        boolean code = false;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("```")) {
                code = !code;
            } else if (!code) {
                markdown.add(line);
            }
        }
        return markdown;
    }

    private void add(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            headings.add(heading.group(1));
        }
        Matcher link = LINK.matcher(CODE_SPAN.matcher(line).replaceAll("x"));
        while (link.find()) {
            links.add(link.group(1));
        }
    }

    Path file() {
        return file;
    }

    /** Numbers at the start of headings, such as {@code 5.2}. */
    Set<String> sections() {
        Set<String> sections = new HashSet<>();
        for (String heading : headings) {
            Matcher number = NUMBER.matcher(heading);
            if (number.matches()) {
                sections.add(number.group(1));
            }
        }
        return sections;
    }

    /** Anchors of the headings as GitHub makes them: lower case, punctuation removed, spaces as hyphens. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        for (String heading : headings) {
            String kept = heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "");
            anchors.add(kept.replace(' ', '-'));
        }
        return anchors;
    }

    /** Targets of inline links. */
    List<String> links() {
        return List.copyOf(links);
    }
}
