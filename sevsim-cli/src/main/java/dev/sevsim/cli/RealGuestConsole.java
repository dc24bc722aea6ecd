package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a real guest prints: the lines of its init, and how far it has come. */
final class RealGuestConsole {
    private static final Pattern SECRET =
            Pattern.compile(Pattern.quote(RealGuestFiles.MARK) + " secret (\\S+) ((?:[0-9a-f]{2})*)");

    private final Consumer<String> progress;
    private final Map<String, Bytes> secrets = new TreeMap<>();
    private boolean kernelRuns;
    private boolean hasInterface = true;
    private boolean ended;

    /** Nothing was printed; {@code progress} receives a text for each stage. */
    RealGuestConsole(Consumer<String> progress) {
        this.progress = progress;
    }

    /** A line without its end. */
    void line(String text) {
        if (!kernelRuns && text.contains("Linux version ")) {
            kernelRuns = true;
            progress.accept("the real OVMF has accepted the hashes, the real kernel runs");
        }
        Matcher secret = SECRET.matcher(text);
        if (secret.find()) {
            secrets.put(secret.group(1), Bytes.fromHex(secret.group(2)));
        } else if (text.contains(RealGuestFiles.MARK + " none")) {
            hasInterface = false;
        } else if (text.contains(RealGuestFiles.MARK + " end")) {
            ended = true;
        }
    }

    /** Contents by GUID, as far as they were printed. */
    Map<String, Bytes> secrets() {
        return secrets;
    }

    /** Whether the kernel has begun. */
    boolean kernelRuns() {
        return kernelRuns;
    }

    /** Whether init has come to its end. */
    boolean ended() {
        return ended;
    }

    /** Whether the kernel has the directory of secrets. */
    boolean hasInterface() {
        return hasInterface;
    }
}
