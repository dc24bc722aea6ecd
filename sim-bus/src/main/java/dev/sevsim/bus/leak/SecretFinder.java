package dev.sevsim.bus.leak;

import dev.sevsim.abi.SecretBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds secrets in bytes: whole or one half of them, in each {@link SecretForm}. All of them are searched for in one pass.
 *
 * <p>A secret of fewer than 4 bytes is found as it is alone, since its other forms occur by chance. Halves are searched for from
 * 16 bytes on, half a key of AES-128, and only where they have some variety: half a key of zeros is everywhere. Names a secret in its
 * results, never shows it. Immutable; a {@link Stream} is not.
 */
public final class SecretFinder {
    private static final int LEAST_OF_ENCODED = 4;
    private static final int LEAST_PATTERN = 6;
    private static final int LEAST_OF_HALVES = 16;
    private static final int VARIETY = 4;
    private static final int KEY = Integer.BYTES;
    private static final int HASH_BITS = 20;
    /** 2^32 divided by the golden ratio: Knuth's multiplier spreads neighbouring keys. */
    private static final int MULTIPLIER = 0x9E3779B1;

    /** Patterns by their first four bytes; shorter ones are in {@link #brief}. */
    private final Map<Integer, List<Pattern>> byStart = new HashMap<>();

    private final List<Pattern> brief = new ArrayList<>();
    /** First two bytes of the patterns in {@link #byStart}; nearly every place is passed over by them. */
    private final BitSet starts = new BitSet(1 << 16);
    /** Hashes of their first four bytes; of the places that are left, nearly every one is passed over by these. */
    private final BitSet hashes = new BitSet(1 << HASH_BITS);
    /** Bytes of the longest pattern: how far a secret can reach over a border. */
    private int longest;

    /**
     * A secret in bytes.
     *
     * @param secret its name
     * @param part how much of it
     * @param form how it stands there
     * @param offset of its first byte
     */
    public record Found(String secret, Part part, SecretForm form, long offset) {
        /** The secret's name with what was found of it, for reports. */
        public String describe() {
            String much = part == Part.WHOLE ? secret : part.words() + " of " + secret;
            return form.words().isEmpty() ? much : much + " " + form.words();
        }
    }

    /** How much of a secret was found. */
    public enum Part {
        WHOLE,
        FIRST_HALF,
        SECOND_HALF;

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        private byte[] of(byte[] secret) {
            int half = secret.length / 2;
            return switch (this) {
                case WHOLE -> secret;
                case FIRST_HALF -> Arrays.copyOf(secret, half);
                case SECOND_HALF -> Arrays.copyOfRange(secret, half, secret.length);
            };
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and its bytes are never changed
    private record Pattern(String secret, Part part, SecretForm form, byte[] bytes) {
        boolean isAt(byte[] content, int at) {
            return at + bytes.length <= content.length
                    && Arrays.equals(content, at, at + bytes.length, bytes, 0, bytes.length);
        }

        Found found(long offset) {
            return new Found(secret, part, form, offset);
        }
    }

    /**
     * Looks for secrets by name.
     *
     * @throws IllegalArgumentException for a secret of no bytes, which is everywhere
     */
    public SecretFinder(Map<String, SecretBytes> secrets) {
        secrets.forEach((name, secret) -> {
            if (secret.length() == 0) {
                throw new IllegalArgumentException("secret " + name + ": 0 bytes, expected at least one");
            }
            byte[] revealed = secret.reveal();
            add(name, Part.WHOLE, revealed);
            if (revealed.length >= LEAST_OF_HALVES) {
                add(name, Part.FIRST_HALF, revealed);
                add(name, Part.SECOND_HALF, revealed);
            }
        });
    }

    private void add(String name, Part part, byte[] secret) {
        byte[] piece = part.of(secret);
        if (part != Part.WHOLE && variety(piece) < VARIETY) {
            return;
        }
        for (SecretForm form : SecretForm.values()) {
            if (form == SecretForm.PLAIN || piece.length >= LEAST_OF_ENCODED) {
                form.patterns(piece).stream()
                        .filter(pattern -> form == SecretForm.PLAIN
                                || pattern.length >= LEAST_PATTERN
                                || pattern.length == piece.length)
                        .map(pattern -> new Pattern(name, part, form, pattern))
                        .forEach(this::add);
            }
        }
    }

    private void add(Pattern pattern) {
        longest = Math.max(longest, pattern.bytes().length);
        if (pattern.bytes().length < KEY) {
            brief.add(pattern);
        } else {
            byStart.computeIfAbsent(key(pattern.bytes(), 0), key -> new ArrayList<>())
                    .add(pattern);
            starts.set(start(pattern.bytes(), 0));
            hashes.set(hash(key(pattern.bytes(), 0)));
        }
    }

    /** Bytes of the longest form of a secret: how far one can lie over a border; 0 without secrets. */
    public int reach() {
        return longest;
    }

    /** Searches all of {@code content}; the closest find of each secret, in the order of their offsets. */
    public List<Found> search(byte[] content) {
        return closest(all(content, 0, 0));
    }

    /** Searches bytes that arrive piece by piece, also over the borders of the pieces. */
    public Stream stream() {
        return new Stream();
    }

    /**
     * Every find.
     *
     * @param from finds that end at or before this offset are left out
     * @param base offset of the first byte for the results
     */
    private List<Found> all(byte[] content, int from, long base) {
        List<Found> found = new ArrayList<>();
        for (int at = 0; at < content.length; at++) {
            for (Pattern pattern : candidates(content, at)) {
                if (pattern.isAt(content, at) && at + pattern.bytes().length > from) {
                    found.add(pattern.found(base + at));
                }
            }
        }
        return found;
    }

    private List<Pattern> candidates(byte[] content, int at) {
        if (content.length - at < KEY || !starts.get(start(content, at))) {
            return brief;
        }
        int key = key(content, at);
        if (!hashes.get(hash(key))) {
            return brief;
        }
        List<Pattern> longer = byStart.getOrDefault(key, List.of());
        if (brief.isEmpty()) {
            return longer;
        }
        List<Pattern> both = new ArrayList<>(brief);
        both.addAll(longer);
        return both;
    }

    /** Of each secret the find of the most of it, in the closest form. */
    private static List<Found> closest(Collection<Found> found) {
        Comparator<Found> closeness =
                Comparator.comparing(Found::part).thenComparing(Found::form).thenComparingLong(Found::offset);
        Map<String, Found> bySecret = new LinkedHashMap<>();
        found.forEach(one -> bySecret.merge(one.secret(), one, (a, b) -> closeness.compare(a, b) <= 0 ? a : b));
        return bySecret.values().stream()
                .sorted(Comparator.comparingLong(Found::offset))
                .toList();
    }

    private static long variety(byte[] piece) {
        BitSet values = new BitSet();
        for (byte b : piece) {
            values.set(b & 0xFF);
        }
        return values.cardinality();
    }

    private static int start(byte[] content, int at) {
        return (content[at] & 0xFF) << 8 | (content[at + 1] & 0xFF);
    }

    private static int hash(int key) {
        return (key * MULTIPLIER) >>> (Integer.SIZE - HASH_BITS);
    }

    private static int key(byte[] content, int at) {
        return start(content, at) << 16 | start(content, at + 2);
    }

    /** Bytes that arrive piece by piece; used from one thread at a time. */
    public final class Stream {
        private byte[] tail = new byte[0];
        private long passed;

        private Stream() {}

        /** Searches what ends in this piece; offsets count from the beginning of the stream. */
        public List<Found> next(byte[] piece) {
            byte[] content = Arrays.copyOf(tail, tail.length + piece.length);
            System.arraycopy(piece, 0, content, tail.length, piece.length);
            List<Found> found = closest(all(content, tail.length, passed));
            int kept = Math.min(content.length, Math.max(0, longest - 1));
            passed += content.length - kept;
            tail = Arrays.copyOfRange(content, content.length - kept, content.length);
            return found;
        }
    }
}
