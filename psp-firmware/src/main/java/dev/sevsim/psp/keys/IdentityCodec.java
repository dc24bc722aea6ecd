package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.crypto.EcKeyPair;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the persistent store holds of an identity; our own format, little-endian, protected by
 * {@link dev.sevsim.psp.keys.NvSeal}.
 *
 * <pre>
 *   0x0000  u32     ownership: 0 self-owned, 1 externally owned
 *   0x0004  u32     zero
 *   0x0008  48      OCA private scalar, most significant byte first; zero when externally owned
 *   0x0038  48      PEK private scalar
 *   0x0068  48      PDH private scalar
 *   0x0098  0x824   OCA certificate
 *   0x08BC  0x824   PEK certificate
 *   0x10E0  0x824   PDH certificate
 * </pre>
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.1 (content of the store).
 */
final class IdentityCodec {
    static final int SIZE = 0x1904;

    private static final int SCALARS_AT = 0x08;
    private static final int CERTIFICATES_AT = 0x98;

    private IdentityCodec() {}

    static SecretBytes encode(PlatformIdentity identity) {
        byte[] raw = new byte[SIZE];
        ByteBuffer b = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, identity.ownership().code());
        identity.oca().ifPresent(oca -> putScalar(raw, 0, oca));
        putScalar(raw, 1, identity.pek());
        putScalar(raw, 2, identity.pdh());
        IdentityCertificates certificates = identity.certificates();
        Bytes.concat(certificates.ocaBytes(), certificates.pekBytes(), certificates.pdhBytes())
                .copyTo(raw, CERTIFICATES_AT);
        SecretBytes content = SecretBytes.copyOf(raw);
        Arrays.fill(raw, (byte) 0);
        return content;
    }

    /** Reads what {@link #encode} made; what follows it is ignored. */
    static PlatformIdentity decode(ChipSecret chip, SecretBytes content) {
        byte[] raw = content.reveal();
        IdentityCertificates certificates =
                new IdentityCertificates(certificate(raw, 0), certificate(raw, 1), certificate(raw, 2));
        boolean selfOwned = raw[0] == Ownership.SELF_OWNED.code();
        PlatformIdentity identity = new PlatformIdentity(
                chip,
                selfOwned ? Ownership.SELF_OWNED : Ownership.EXTERNALLY_OWNED,
                selfOwned ? Optional.of(pair(raw, 0, certificates.oca())) : Optional.empty(),
                pair(raw, 1, certificates.pek()),
                pair(raw, 2, certificates.pdh()),
                certificates);
        Arrays.fill(raw, (byte) 0);
        return identity;
    }

    private static void putScalar(byte[] raw, int index, EcKeyPair pair) {
        byte[] scalar = pair.scalar().reveal();
        System.arraycopy(scalar, 0, raw, SCALARS_AT + index * EcKeyPair.SCALAR_SIZE, scalar.length);
        Arrays.fill(scalar, (byte) 0);
    }

    private static Bytes certificate(byte[] raw, int index) {
        return Bytes.copyOf(raw, CERTIFICATES_AT + index * SevCertificate.SIZE, SevCertificate.SIZE);
    }

    private static EcKeyPair pair(byte[] raw, int index, SevCertificate certificate) {
        SecretBytes scalar = SecretBytes.copyOf(raw, SCALARS_AT + index * EcKeyPair.SCALAR_SIZE, EcKeyPair.SCALAR_SIZE);
        return EcKeyPair.of(scalar, EcPublicKey.decode(certificate.publicKey()));
    }
}
