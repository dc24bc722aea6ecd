package dev.sevsim.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The documentation comment of a class, as Markdown paragraphs. */
final class ClassText {
    private static final Pattern COMMENT = Pattern.compile(
            "/\\*\\*(.*?)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*(?:public )?(?:final )?class ", Pattern.DOTALL);

    private ClassText() {}

    static String of(Path sources, Class<?> type) throws IOException {
        String source = Files.readString(sources.resolve(type.getName().replace('.', '/') + ".java"));
        Matcher comment = COMMENT.matcher(source);
        if (!comment.find()) {
            throw new AssertionError(type + " has no documentation");
        }
        return comment.group(1)
                .replaceAll("(?m)^\\s*\\* ?", "")
                .replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`")
                .replaceAll("(?m)^<p>", "")
                .replaceAll("(?m)^</?ul>\n?", "")
                .replaceAll("(?m)^ *<li>", "* ")
                .strip();
    }
}
