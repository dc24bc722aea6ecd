package dev.sevsim.view;

import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.crypto.EcKeyPair;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where in the streams of a seed a key was drawn.
 *
 * @param seed of the run
 * @param path names of components, the outermost first
 * @param skip bytes drawn before it
 * @param length bytes drawn for it
 * @param scalar whether they are reduced to a private scalar of P-384
 */
record Drawing(long seed, List<String> path, int skip, int length, boolean scalar) {
    /** The stream of the firmware's platform keys: OCA, PEK and PDH at the first INIT. */
    static final List<String> IDENTITY = List.of("psp", "identity");

    /** The stream of memory keys. */
    static final List<String> MEMORY = List.of("psp", "vek");

    /** The stream of the owner of the first launch: its key pair, TEK, TIK, nonce and counter block. */
    static final List<String> SESSION = List.of("owner", "session");

    Drawing {
        path = List.copyOf(path);
    }

    /** The drawing of a private scalar. */
    static Drawing scalar(long seed, List<String> path, int skip) {
        return new Drawing(seed, path, skip, EcKeyPair.WIDE_SIZE, true);
    }

    /** The drawing among the first {@code count} of equal length that gave {@code key}; empty for a key from elsewhere. */
    static Optional<Drawing> of(SecretBytes key, long seed, List<String> path, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Drawing(seed, path, number * key.length(), key.length(), false))
                .filter(drawing -> drawing.draw().equals(key))
                .findFirst();
    }

    /** Draws it again. */
    SecretBytes draw() {
        SimRandom random = SeededRandom.of(seed);
        for (String name : path) {
            random = random.split(name);
        }
        random.nextBytes(new byte[skip]);
        byte[] drawn = new byte[length];
        random.nextBytes(drawn);
        return scalar ? EcKeyPair.ofWide(drawn).scalar() : SecretBytes.copyOf(drawn);
    }
}
