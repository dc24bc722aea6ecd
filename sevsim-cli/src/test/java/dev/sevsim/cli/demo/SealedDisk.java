package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.bus.time.SeededRandom;
import java.util.Map;
import java.util.TreeMap;

/** A disk with two sealed files. */
final class SealedDisk {
    static final Bytes KEY = Bytes.fromHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    static final Bytes JANUARY =
            Bytes.ofAscii("date,category,amount\n2026-01-03,food,12.50\n2026-01-09,travel,80.00\n");
    static final Bytes FEBRUARY =
            Bytes.ofAscii("date,category,amount\n2026-02-01,food,7.55\n2026-02-28,refund,-30.05\n");

    private SealedDisk() {}

    /** {@code january.csv} and {@code february.csv}, sealed with {@link #KEY}. */
    static Bytes content() {
        return SealedFiles.seal(
                new TreeMap<>(Map.of("january.csv", JANUARY, "february.csv", FEBRUARY)),
                SecretBytes.of(KEY),
                SeededRandom.of(1).split("disk"));
    }
}
