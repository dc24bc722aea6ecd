package dev.sevsim.bus.time;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;

/**
 * A component's own stream of random bytes.
 *
 * <p>Under a seed every stream is a deterministic generator keyed by seed and component name, so that one component
 * drawing more does not change what another draws. Without a seed a fresh one is taken from the operating system.
 */
public interface SimRandom {
    /** Fills the array. */
    void nextBytes(byte[] target);

    /** The stream of another component, {@code name} below this one. */
    SimRandom split(String name);

    /** Public random bytes, such as a nonce. */
    default Bytes bytes(int length) {
        byte[] drawn = new byte[length];
        nextBytes(drawn);
        return Bytes.copyOf(drawn);
    }

    /** Random bytes that are a key. */
    default SecretBytes secret(int length) {
        byte[] drawn = new byte[length];
        nextBytes(drawn);
        return SecretBytes.copyOf(drawn);
    }

    /** 64 random bits. */
    default long nextLong() {
        return bytes(8).asLittleEndian().getLong();
    }
}
