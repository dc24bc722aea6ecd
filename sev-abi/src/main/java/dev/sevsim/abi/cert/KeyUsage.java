package dev.sevsim.abi.cert;

import dev.sevsim.abi.CodeTable;
import java.util.Optional;

/**
 * What a key in a certificate is for.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.1.
 */
public enum KeyUsage {
    /** AMD root key. */
    ARK(0x0000),
    /** AMD SEV signing key. */
    ASK(0x0013),
    /** Empty signature slot. */
    INVALID(0x1000),
    /** Owner certificate authority. */
    OCA(0x1001),
    /** Platform endorsement key. */
    PEK(0x1002),
    /** Platform Diffie-Hellman key; also the usage of an owner's launch key. */
    PDH(0x1003),
    /** Chip endorsement key. */
    CEK(0x1004);

    private static final CodeTable<KeyUsage> CODES = CodeTable.of(values(), KeyUsage::code);

    private final int code;

    KeyUsage(int code) {
        this.code = code;
    }

    /** The value on the wire. */
    public int code() {
        return code;
    }

    /** Looks a wire value up; empty for one that is not assigned. */
    public static Optional<KeyUsage> fromCode(int code) {
        return CODES.find(code);
    }
}
