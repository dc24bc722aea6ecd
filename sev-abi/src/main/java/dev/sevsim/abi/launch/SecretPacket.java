package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A launch-secret packet: header and AES-128-CTR payload.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.6.
 *
 * @param header flags, IV and MAC
 * @param payload ciphertext, a multiple of 16 bytes
 */
public record SecretPacket(SecretHeader header, Bytes payload) {
    private static final int CONTEXT = 0x01;

    /** From this API version on, MEASURE is part of the MAC. */
    private static final ApiVersion FIRST_WITH_MEASURE = new ApiVersion(0, 17);

    /** Encrypts and signs {@code plaintext}, whose length is a multiple of 16; the caller wipes it. */
    public static SecretPacket seal(TransportKeys keys, Bytes iv, byte[] plaintext, Bytes measure, ApiVersion version) {
        Bytes payload = Bytes.copyOf(TransportKeys.ctr(keys.tek(), iv, plaintext));
        Bytes mac = mac(keys.tik(), 0, iv, payload.length(), payload, measure, version);
        return new SecretPacket(new SecretHeader(0, iv, mac), payload);
    }

    /** Whether the MAC is right for a guest buffer of {@code guestLength} bytes under this measurement. */
    public boolean macHolds(SecretBytes tik, int guestLength, Bytes measure, ApiVersion version) {
        Bytes expected = mac(tik, header.flags(), header.iv(), guestLength, payload, measure, version);
        return MessageDigest.isEqual(expected.toArray(), header.mac().toArray());
    }

    /** The plaintext; the caller wipes it. Call {@link #macHolds} before. */
    public byte[] open(SecretBytes tek) {
        byte[] ciphertext = payload.toArray();
        byte[] plaintext = TransportKeys.ctr(tek, header.iv(), ciphertext);
        Arrays.fill(ciphertext, (byte) 0);
        return plaintext;
    }

    private static Bytes mac(
            SecretBytes tik, int flags, Bytes iv, int guestLength, Bytes payload, Bytes measure, ApiVersion version) {
        Bytes bound = version.isAtLeast(FIRST_WITH_MEASURE) ? measure : Bytes.EMPTY;
        return Bytes.copyOf(KeyDerivation.Hmac.sha256(
                tik,
                Bytes.of(CONTEXT),
                Bytes.u32Le(flags),
                iv,
                Bytes.u32Le(guestLength),
                Bytes.u32Le(payload.length()),
                payload,
                bound));
    }
}
