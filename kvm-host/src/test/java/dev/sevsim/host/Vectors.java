package dev.sevsim.host;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Files of src/test/resources/vectors. */
public final class Vectors {
    private Vectors() {}

    public static Bytes guestOwner(String name) {
        return read("guest-owner/" + name);
    }

    public static Bytes read(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return Bytes.copyOf(Objects.requireNonNull(in, name).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
