package dev.sevsim.abi.cert;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * What a key in a certificate is used with.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.1.
 */
public enum KeyAlgorithm {
    /** Empty signature slot. */
    INVALID(0x000),
    /** RSA-PSS with SHA-256. */
    RSA_SHA256(0x001),
    ECDSA_SHA256(0x002),
    ECDH_SHA256(0x003),
    /** RSA-PSS with SHA-384. */
    RSA_SHA384(0x101),
    ECDSA_SHA384(0x102),
    ECDH_SHA384(0x103);

    private static final CodeTable<KeyAlgorithm> CODES = CodeTable.of(values(), KeyAlgorithm::code);

    private final int code;

    KeyAlgorithm(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<KeyAlgorithm> fromCode(int code) {
        return CODES.find(code);
    }

    /** Whether this is one of the two RSA algorithms. */
    public boolean isRsa() {
        return this == RSA_SHA256 || this == RSA_SHA384;
    }

    /** The JCA name of the digest; empty for {@link #INVALID}. */
    public Optional<String> digestName() {
        if (this == INVALID) {
            return Optional.empty();
        }
        return Optional.of(code >= 0x100 ? "SHA-384" : "SHA-256");
    }
}
