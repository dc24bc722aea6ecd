package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.RsaPublicKey;
import java.util.Optional;

/**
 * An ASK or ARK certificate with its bytes as they came, which are what its signature covers.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.7, docs/reference/guest-owner-tools.md section 2.2.
 *
 * @param role which certificate it is supposed to be
 * @param content its fields
 * @param raw all of it as it came; an ARK may come without its signature
 */
public record ReceivedCaCertificate(KeyUsage role, AmdCertificate content, Bytes raw) {
    private static final int FIXED_SIZE = 0x40;
    private static final int RESERVED = 0x28;
    private static final int RESERVED_END = 0x38;
    private static final int MODULUS_SIZE = 0x3C;

    /** Reads exactly one certificate; anything of another kind or length is refused by name. */
    public static ReceivedCaCertificate read(KeyUsage role, Bytes raw) {
        ReceivedCaCertificate read = readAt(role, raw, 0);
        BinaryInput.exactly(role + " certificate", raw, read.raw().length());
        return read;
    }

    /** Reads the certificate at {@code offset} of a chain file. */
    static ReceivedCaCertificate readAt(KeyUsage role, Bytes file, int offset) {
        String what = role + " certificate";
        Bytes fixed = BinaryInput.part(what, file, offset, FIXED_SIZE);
        int bits = fixed.asLittleEndian().getInt(MODULUS_SIZE);
        if (bits != 2048 && bits != 4096) {
            throw new OwnerInputException(
                    what, "key of " + Integer.toUnsignedString(bits) + " bits", "2048 or 4096 bits");
        }
        int signed = FIXED_SIZE + 2 * (bits / 8);
        int whole = signed + bits / 8;
        boolean unsigned = role == KeyUsage.ARK && file.length() == offset + signed;
        Bytes raw = BinaryInput.part(what, file, offset, unsigned ? signed : whole);
        AmdCertificate content = AmdCertificate.decode(raw.paddedTo(whole), 0)
                .orElseThrow(() -> new OwnerInputException(
                        what, "exponent and modulus fields of different size", "one size for both"));
        return new ReceivedCaCertificate(role, content, raw);
    }

    /** Reads the certificate at the start of {@code content}; empty when there is none. */
    static Optional<ReceivedCaCertificate> tryRead(KeyUsage role, Bytes content) {
        try {
            return Optional.of(readAt(role, content, 0));
        } catch (OwnerInputException e) {
            return Optional.empty(); // the caller lists what is there, and what is not stays unread
        }
    }

    /** Whether this ends where its signature should begin, as the ARK of Naples was once published. */
    public boolean isUnsigned() {
        return raw.length() < content.size();
    }

    Bytes signedBytes() {
        return raw.slice(0, content.size() - content.signature().length());
    }

    boolean hasReservedZero() {
        return raw.slice(RESERVED, RESERVED_END).isAllZero();
    }

    RsaPublicKey key() {
        return RsaPublicKey.ofLittleEndian(content.exponent(), content.modulus());
    }

    /** The digest that goes with the size of this key. Source: docs/reference/sev-firmware-api.md section 6.7. */
    DigestAlgorithm digest() {
        return content.modulusBits() == 4096 ? DigestAlgorithm.SHA_384 : DigestAlgorithm.SHA_256;
    }
}
