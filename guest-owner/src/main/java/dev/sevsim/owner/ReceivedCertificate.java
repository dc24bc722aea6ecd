package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import java.util.List;

/**
 * A platform certificate with its bytes as they came, which are what its signatures cover.
 *
 * @param role which certificate it is supposed to be
 * @param content its fields
 * @param raw all of it
 */
public record ReceivedCertificate(KeyUsage role, SevCertificate content, Bytes raw) {
    /**
     * A signature slot.
     *
     * @param number 1 or 2
     * @param usage of the signing key
     * @param algorithm of the signing key
     * @param signature the field
     */
    record Slot(int number, int usage, int algorithm, Bytes signature) {
        boolean hasUsage() {
            return usage != KeyUsage.INVALID.code();
        }

        boolean hasAlgorithm() {
            return algorithm != 0;
        }
    }

    /** Reads exactly one certificate; anything of another kind or length is refused by name. */
    public static ReceivedCertificate read(KeyUsage role, Bytes raw) {
        Bytes exact = BinaryInput.exactly(role + " certificate", raw, SevCertificate.SIZE);
        return new ReceivedCertificate(role, SevCertificate.CODEC.decode(exact), exact);
    }

    /** Reads the certificate at {@code offset} of a chain file. */
    static ReceivedCertificate readAt(KeyUsage role, Bytes file, int offset) {
        return read(role, BinaryInput.part(role + " certificate", file, offset, SevCertificate.SIZE));
    }

    /** Whether both signature slots are empty, as the firmware exports a CEK. */
    public boolean isUnsigned() {
        return slots().stream().noneMatch(slot -> slot.hasUsage() || slot.hasAlgorithm());
    }

    Bytes signedBytes() {
        return raw.slice(0, SevCertificate.BODY_SIZE);
    }

    List<Slot> slots() {
        return List.of(
                new Slot(1, content.signature1Usage(), content.signature1Algorithm(), content.signature1()),
                new Slot(2, content.signature2Usage(), content.signature2Algorithm(), content.signature2()));
    }
}
