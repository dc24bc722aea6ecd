package dev.sevsim.bus.tap;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports a secret in plain on a link. Names the secret, never shows it; the frame passes. */
public final class SecretCanary implements Tap {
    private final Map<String, SecretBytes> secrets;
    private final List<Leak> leaks = new ArrayList<>();

    /** Watches for secrets by name; a secret without bytes is everywhere and so is refused. */
    public SecretCanary(Map<String, SecretBytes> secrets) {
        this.secrets = new LinkedHashMap<>(secrets);
        this.secrets.forEach((name, secret) -> {
            if (secret.length() == 0) {
                throw new IllegalArgumentException("secret " + name + ": 0 bytes, expected at least one");
            }
        });
    }

    @Override
    public synchronized Verdict inspect(TappedFrame frame) {
        byte[] payload = frame.payload().toArray();
        secrets.forEach((name, secret) -> {
            byte[] wanted = secret.reveal();
            int at = indexOf(payload, wanted);
            Arrays.fill(wanted, (byte) 0);
            if (at >= 0) {
                leaks.add(new Leak(name, frame.from(), frame.to(), kind(frame), at));
            }
        });
        return Verdict.pass();
    }

    /** What was seen so far, in order. */
    public synchronized List<Leak> leaks() {
        return List.copyOf(leaks);
    }

    private static String kind(TappedFrame frame) {
        return frame.envelope().map(e -> e.frame().type().kind()).orElse("malformed");
    }

    private static int indexOf(byte[] haystack, byte[] needle) {
        for (int at = 0; at + needle.length <= haystack.length; at++) {
            if (Arrays.equals(haystack, at, at + needle.length, needle, 0, needle.length)) {
                return at;
            }
        }
        return -1;
    }

    /**
     * A secret in a frame.
     *
     * @param secret its name
     * @param from who sent the frame
     * @param to who it was for
     * @param kind what the frame was
     * @param offset where in the payload the secret begins
     */
    public record Leak(String secret, Party from, Party to, String kind, int offset) {}
}
