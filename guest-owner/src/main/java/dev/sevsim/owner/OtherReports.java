package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.util.List;
import java.util.Optional;

/**
 * Keys and nonces that a measurement may have been made with instead, named by the user who looks for the difference.
 *
 * @param encryptionKey the session's own encryption key, to find out whether the keys are swapped
 * @param integrityKeys integrity keys of other sessions
 * @param nonces nonces of other measurements, 16 bytes each
 */
public record OtherReports(Optional<SecretBytes> encryptionKey, List<NamedKey> integrityKeys, List<Bytes> nonces) {
    /**
     * A key with a name to call it by.
     *
     * @param name for messages
     * @param key 16 bytes
     */
    public record NamedKey(String name, SecretBytes key) {}

    public OtherReports {
        integrityKeys = List.copyOf(integrityKeys);
        nonces = List.copyOf(nonces);
    }

    /** None. */
    public static OtherReports none() {
        return new OtherReports(Optional.empty(), List.of(), List.of());
    }

    /** The session's encryption key alone. */
    public static OtherReports withEncryptionKey(SecretBytes key) {
        return new OtherReports(Optional.of(key), List.of(), List.of());
    }
}
