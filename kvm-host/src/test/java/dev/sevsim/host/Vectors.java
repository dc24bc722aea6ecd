package dev.sevsim.host;

import dev.sevsim.abi.Bytes;
import dev.sevsim.testkit.VectorFile;

/** Files of src/test/resources/vectors. */
public final class Vectors {
    private Vectors() {}

    public static Bytes guestOwner(String name) {
        return read("guest-owner/" + name);
    }

    public static Bytes read(String name) {
        return Bytes.copyOf(VectorFile.read(name));
    }
}
