package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * The owner that the key id of an ARK names. A certificate can carry any key id: only {@link TrustedRoots} decides.
 *
 * @param keyId 16 bytes
 * @param kind what it claims to be
 * @param generation whose prefix it carries; a simulated root may carry one so that tools take it
 */
public record RootIdentity(Bytes keyId, Kind kind, Optional<AmdGeneration> generation) {
    private static final Bytes SIMULATED_MARK = Bytes.ofAscii("SIMULATE");

    /** Whose root it claims to be. */
    public enum Kind {
        /** Begins like one of AMD's key ids. */
        AMD_KEY_ID,
        /** Ends in the ASCII letters {@code SIMULATE}: made by a simulator, protects nothing. */
        SIMULATED,
        /** Neither. */
        UNKNOWN
    }

    static RootIdentity of(Bytes keyId) {
        Optional<AmdGeneration> generation = AmdGeneration.ofKeyIdPrefix(keyId);
        Kind claimed = generation.isPresent() ? Kind.AMD_KEY_ID : Kind.UNKNOWN;
        Kind kind =
                keyId.from(keyId.length() - SIMULATED_MARK.length()).equals(SIMULATED_MARK) ? Kind.SIMULATED : claimed;
        return new RootIdentity(keyId, kind, generation);
    }

    /** A few words for people. */
    public String describe() {
        return switch (kind) {
            case SIMULATED -> "simulated root";
            case UNKNOWN -> "root with unknown key id " + keyId.toHex();
            case AMD_KEY_ID ->
                "root with the key id of AMD " + generation.map(Enum::name).orElse("");
        };
    }
}
