package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.testkit.VectorFile;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Reads the vector files of this module. */
public final class Vectors {
    private Vectors() {}

    public static Bytes binary(String name) {
        return Bytes.copyOf(VectorFile.read("ovmf/" + name));
    }

    /** A dump: comment lines begin with #, others with an address and two spaces. */
    public static Bytes dump(String name) {
        String digits = new String(binary(name).toArray(), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.substring(line.indexOf("  ")))
                .collect(Collectors.joining());
        return Bytes.fromHex(digits);
    }
}
