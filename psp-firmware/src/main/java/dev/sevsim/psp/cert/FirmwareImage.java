package dev.sevsim.psp.cert;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A firmware image for DOWNLOAD_FIRMWARE; a format of the simulator's own, since AMD's is not published. It runs
 * nothing: only its version counts.
 *
 * <pre>
 *   0x00     8    ASCII "SEVSIMFW"
 *   0x08     u32  header version, 1
 *   0x0C     u32  bytes of the whole image
 *   0x10     u8   API_MAJOR
 *   0x11     u8   API_MINOR
 *   0x12     u8   BUILD
 *   0x13     13   reserved
 *   0x20     n    payload
 *   0x20+n   m    RSA-PSS signature of the simulated ASK over all of the above, least significant byte first
 * </pre>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1 (sizes), and nothing else.
 *
 * @param api API version of this firmware
 * @param build its build
 * @param signedBytes everything before the signature
 * @param signature as long as the ASK's modulus
 */
public record FirmwareImage(ApiVersion api, int build, Bytes signedBytes, Bytes signature) {
    /**
     * What the address of an image in memory is a multiple of. Source: docs/reference/sev-firmware-api.md section 4.1.
     */
    public static final int ALIGNMENT = 32;

    /** Bytes before the payload. */
    public static final int HEADER_SIZE = 0x20;

    private static final Bytes MAGIC = Bytes.ofAscii("SEVSIMFW");
    private static final int VERSION = 1;
    private static final int LENGTH_AT = 0x0C;
    private static final int API_AT = 0x10;

    /** Whether these bytes start like an image. */
    public static boolean isImage(Bytes raw) {
        return raw.slice(0, MAGIC.length()).equals(MAGIC)
                && raw.asLittleEndian().getInt(MAGIC.length()) == VERSION;
    }

    /** Reads an image; empty when its length field does not say how long it is, or it has no room for a signature. */
    public static Optional<FirmwareImage> decode(Bytes raw, AmdCertificate ask) {
        int signatureAt = raw.length() - ask.modulus().length();
        ByteBuffer b = raw.asLittleEndian();
        if (signatureAt < HEADER_SIZE || b.getInt(LENGTH_AT) != raw.length()) {
            return Optional.empty();
        }
        return Optional.of(new FirmwareImage(
                new ApiVersion(raw.u8(API_AT), raw.u8(API_AT + 1)),
                raw.u8(API_AT + 2),
                raw.slice(0, signatureAt),
                raw.from(signatureAt)));
    }

    /** Whether the key of this certificate signed the image. */
    public boolean isSignedBy(AmdCertificate ask) {
        return SigningKey.of(ask)
                .filter(key -> key.verifies(signedBytes, signature))
                .isPresent();
    }

    /** Everything before the signature, which is computed over it. */
    public static Bytes unsigned(ApiVersion api, int build, Bytes payload, int signatureBytes) {
        int length = HEADER_SIZE + payload.length() + signatureBytes;
        Bytes header = Bytes.concat(
                MAGIC, Bytes.u32Le(VERSION), Bytes.u32Le(length), Bytes.of(api.major(), api.minor(), build));
        return Bytes.concat(header.paddedTo(HEADER_SIZE), payload);
    }
}
