package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.io.file.OutputTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The page of a run as one file: styles, scripts, texts and the run's document are in it, and its content-security policy lets it load
 * nothing else and run no other script.
 */
public final class LaunchPage {
    /** The modules of the page; a module comes behind those that it imports. */
    static final List<String> MODULES = List.of(
            "page/state.mjs",
            "page/texts.mjs",
            "page/dom.mjs",
            "page/model.mjs",
            "page/sequence.mjs",
            "page/bytes.mjs",
            "page/structures.mjs",
            "page/keys.mjs",
            "page/live.mjs",
            "page/main.mjs");

    /** Names of one file are joined, so that imports are not needed; modules have no two names alike. */
    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]*;\\n");

    private static final Pattern EXPORT = Pattern.compile("(?m)^export ");
    private static final String NOWHERE = "'none'";

    private LaunchPage() {}

    /** The page of a run, to be read from a disk. */
    public static String of(Run run) {
        return page(LaunchDocument.of(run), "{\"live\":false}", NOWHERE);
    }

    /** Writes the page of a run and gives the file its name. */
    public static void write(Run run, OutputTarget target) {
        byte[] page = of(run).getBytes(StandardCharsets.UTF_8);
        try {
            target.stream().write(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // OutputTarget throws its own
        }
        target.finish();
    }

    /** The page of a server, which may ask that server for another run. */
    static String served(Run run, String settings) {
        return page(LaunchDocument.of(run), settings, "'self'");
    }

    private static String page(String document, String settings, String connections) {
        String style = PageResource.text("page/page.css");
        StringBuilder script = new StringBuilder();
        MODULES.forEach(module -> script.append(plain(PageResource.text(module))));
        return PageResource.text("page/page.html")
                .replace("{{policy}}", policy(style, script.toString(), connections))
                .replace("{{style}}", style)
                .replace("{{texts}}", data(PageResource.text("page/texts.json")))
                .replace("{{settings}}", data(settings))
                .replace("{{document}}", data(document))
                .replace("{{script}}", script);
    }

    /** The content-security policy of a page with this style and script. */
    private static String policy(String style, String script, String connections) {
        return "default-src 'none'; script-src '" + hash(script) + "'; style-src '" + hash(style)
                + "'; img-src data:; connect-src " + connections + "; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String content) {
        Bytes digest = KernelHashes.sha256(Bytes.ofUtf8(content));
        return "sha256-" + Base64.getEncoder().encodeToString(digest.toArray());
    }

    /** A module without what joins it to the others. */
    private static String plain(String module) {
        return EXPORT.matcher(IMPORT.matcher(module).replaceAll("")).replaceAll("");
    }

    /** JSON in which nothing ends the element that holds it, and no placeholder stands. */
    private static String data(String json) {
        return json.replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("{{", "\\u007b\\u007b")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
