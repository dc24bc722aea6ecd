package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * The header of a secret or migration packet.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.6.
 *
 * @param flags bit 0: the payload is compressed
 * @param iv initial counter block of the payload
 * @param mac HMAC-SHA-256 under the TIK of the packet and the measurement
 */
@Struct(size = 0x34)
public record SecretHeader(
        @Wire(at = 0x00, name = "FLAGS") int flags,
        @Wire(at = 0x04, size = 16, name = "IV") Bytes iv,
        @Wire(at = 0x14, size = 32, name = "MAC") Bytes mac)
        implements SecretHeaderWire {
    /**
     * Most bytes of guest memory that one packet carries, as observed: docs/reference/sev-firmware-api.md section 11.
     */
    public static final int MAXIMUM_PACKET = 0x5000;

    /** Bit 0 of {@code flags}. */
    public static final int FLAG_COMPRESSED = 1;
}
