package dev.sevsim.codegen;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the documentation comment of a record tells a reader of its bytes, as plain text without line breaks.
 *
 * @param purpose the first sentence
 * @param source where the structure is specified; empty where the comment names none
 * @param parameters meanings of the components by their names
 */
record DocComment(String purpose, String source, Map<String, String> parameters) {
    private static final Pattern INLINE_TAG =
            Pattern.compile("\\{@(?:code|literal|value)\\s+([^}]*)}|\\{@link(?:plain)?\\s+([^\\s}]+)(?:\\s+([^}]*))?}");
    private static final Pattern SENTENCE = Pattern.compile("^.*?\\.(?=\\s|$)", Pattern.DOTALL);
    private static final Pattern SOURCE = Pattern.compile("Source: (.*?)(?=\\n\\s*\\n|<p>|\\z)", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile("^@param\\s+(\\w+)\\s+(.*?)(?=^@|\\z)", Pattern.DOTALL | Pattern.MULTILINE);

    /** Reads a comment as the compiler hands it out: without slashes and stars; null for none. */
    static DocComment parse(@Nullable String comment) {
        String text = comment == null ? "" : comment.replaceAll("(?m)^ ", "");
        int tags = text.startsWith("@") ? 0 : text.indexOf("\n@");
        String body = tags < 0 ? text : text.substring(0, tags);
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher parameter = PARAMETER.matcher(tags < 0 ? "" : text.substring(tags));
        while (parameter.find()) {
            parameters.put(parameter.group(1), plain(parameter.group(2)));
        }
        Matcher source = SOURCE.matcher(body);
        String cited = source.find() ? plain(source.group(1)).replaceAll("\\.$", "") : "";
        Matcher sentence = SENTENCE.matcher(body.strip());
        return new DocComment(plain(sentence.find() ? sentence.group() : body), cited, parameters);
    }

    /** The meaning of a component; empty where the comment has none. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Links become the name that they show, and a member of another type {@code Type.member}. */
    private static String plain(String markup) {
        String text = INLINE_TAG.matcher(markup).replaceAll(tag -> Matcher.quoteReplacement(shown(tag)));
        return text.replaceAll("</?[a-z]+>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String shown(MatchResult tag) {
        if (tag.group(1) != null) {
            return tag.group(1);
        }
        return tag.group(3) != null
                ? tag.group(3)
                : tag.group(2).replaceFirst("^#", "").replace('#', '.');
    }
}
