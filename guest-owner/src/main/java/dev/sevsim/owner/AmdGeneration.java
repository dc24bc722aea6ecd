package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.Arrays;
import java.util.Optional;

/**
 * Processor generations by the key id of their ARK.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.7; the prefix rule is that of sev-tool,
 * docs/reference/guest-owner-tools.md section 4.
 */
public enum AmdGeneration {
    NAPLES("1bb987c359494606b174945601c9ea5b"),
    ROME("e6002122fb58419399d15fee7b131351"),
    MILAN("94c38e4177d0479292a7ae671d083fb6"),
    GENOA("9f9d4a8fe761456599f6946c4c010f3a"),
    TURIN("d05c3a8bde484904b49552422ceb3942");

    private static final int PREFIX_SIZE = 8;

    private final String keyId;

    AmdGeneration(String keyId) {
        this.keyId = keyId;
    }

    /** The published key id of the ARK. */
    public Bytes keyId() {
        return Bytes.fromHex(keyId);
    }

    /** The generation whose ARK key id begins with the same eight bytes; the key itself is not checked. */
    public static Optional<AmdGeneration> ofKeyIdPrefix(Bytes keyId) {
        Bytes prefix = keyId.slice(0, PREFIX_SIZE);
        return Arrays.stream(values())
                .filter(generation -> generation.keyId().slice(0, PREFIX_SIZE).equals(prefix))
                .findFirst();
    }
}
