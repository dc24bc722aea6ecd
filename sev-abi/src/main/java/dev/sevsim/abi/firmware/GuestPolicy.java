package dev.sevsim.abi.firmware;

import dev.sevsim.abi.Bytes;

/**
 * A guest policy word; unknown bits are kept.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.6.
 *
 * @param word flags in bits 15:0, minimum API major in 23:16, minor in 31:24
 */
public record GuestPolicy(int word) {
    private static final int NODBG = 1;
    private static final int NOKS = 1 << 1;
    private static final int ES = 1 << 2;
    private static final int NOSEND = 1 << 3;
    private static final int DOMAIN = 1 << 4;
    private static final int SEV = 1 << 5;
    private static final int RESERVED = 0xFFC0;

    public boolean noDebug() {
        return (word & NODBG) != 0;
    }

    public boolean noKeySharing() {
        return (word & NOKS) != 0;
    }

    /** Whether the guest must be an SEV-ES guest. */
    public boolean encryptedState() {
        return (word & ES) != 0;
    }

    /** This, asking for an SEV-ES guest. */
    public GuestPolicy withEncryptedState() {
        return new GuestPolicy(word | ES);
    }

    public boolean noSend() {
        return (word & NOSEND) != 0;
    }

    /** Whether the guest may go only to a platform with the same OCA. */
    public boolean domain() {
        return (word & DOMAIN) != 0;
    }

    /** Whether the guest may go only to a genuine AMD platform. */
    public boolean sevOnly() {
        return (word & SEV) != 0;
    }

    /** Bits 15:6, which must be zero. */
    public int reservedBits() {
        return word & RESERVED;
    }

    /** The oldest firmware that may run the guest. */
    public ApiVersion minimumVersion() {
        return new ApiVersion(word >>> 16 & 0xFF, word >>> 24);
    }

    /** Four bytes, least significant first, as every MAC takes it. */
    public Bytes toWire() {
        return Bytes.u32Le(word);
    }

    @Override
    public String toString() {
        return "0x" + Integer.toHexString(word);
    }
}
