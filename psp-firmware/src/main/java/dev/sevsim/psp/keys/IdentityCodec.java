package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The stored form of an identity; our own format, little-endian.
 *
 * <pre>
 *   0x0000  8       ASCII "SEVSIMID"
 *   0x0008  u32     format version, 1
 *   0x000C  u32     ownership: 0 self-owned, 1 externally owned
 *   0x0010  32      chip secret
 *   0x0030  48      OCA private scalar, most significant byte first; zero when externally owned
 *   0x0060  48      PEK private scalar
 *   0x0090  48      PDH private scalar
 *   0x00C0  0x824   OCA certificate
 *   0x08E4  0x824   PEK certificate
 *   0x1108  0x824   PDH certificate
 *   0x192C  32      HMAC-SHA-256 over all of the above, under a key derived from the chip secret
 * </pre>
 *
 * <p>The key of the HMAC is in the file, so it finds damage and careless edits, not an attacker.
 */
final class IdentityCodec {
    static final int SIZE = 0x194C;

    private static final Bytes MAGIC = Bytes.ofAscii("SEVSIMID");
    private static final int VERSION = 1;
    private static final int MAC_SIZE = 32;
    private static final int SECRETS_AT = 0x10;
    private static final int CERTIFICATES_AT = 0xC0;
    private static final int MAC_AT = SIZE - MAC_SIZE;

    private IdentityCodec() {}

    static SecretBytes encode(PlatformIdentity identity) {
        byte[] raw = new byte[SIZE];
        MAGIC.copyTo(raw, 0);
        ByteBuffer b = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x08, VERSION);
        b.putInt(0x0C, identity.ownership().code());
        b.position(SECRETS_AT);
        putSecret(b, identity.chip().value());
        if (identity.ownership() == Ownership.SELF_OWNED) {
            putSecret(b, identity.oca().scalar());
        } else {
            b.position(b.position() + EcKeyPair.SCALAR_SIZE);
        }
        putSecret(b, identity.pek().scalar());
        putSecret(b, identity.pdh().scalar());
        IdentityCertificates certificates = identity.certificates();
        b.put(certificates.oca().encode().toArray());
        b.put(certificates.pek().encode().toArray());
        b.put(certificates.pdh().encode().toArray());
        b.put(mac(identity.chip(), raw));
        SecretBytes stored = SecretBytes.copyOf(raw);
        Arrays.fill(raw, (byte) 0);
        return stored;
    }

    static PlatformIdentity decode(SecretBytes stored) {
        byte[] raw = stored.reveal();
        try {
            return decode(raw);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static PlatformIdentity decode(byte[] raw) {
        if (raw.length != SIZE) {
            throw new InvalidIdentityException("platform identity has " + raw.length + " bytes, expected " + SIZE);
        }
        ByteBuffer b = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        if (!Bytes.copyOf(raw, 0, MAGIC.length()).equals(MAGIC)) {
            throw new InvalidIdentityException("not a platform identity: it does not start with SEVSIMID");
        }
        if (b.getInt(0x08) != VERSION) {
            throw new InvalidIdentityException("platform identity has format version "
                    + Integer.toUnsignedString(b.getInt(0x08)) + ", expected " + VERSION);
        }
        ChipSecret chip = new ChipSecret(SecretBytes.copyOf(raw, SECRETS_AT, ChipSecret.SIZE));
        if (!MessageDigest.isEqual(mac(chip, raw), Arrays.copyOfRange(raw, MAC_AT, SIZE))) {
            throw new InvalidIdentityException("platform identity was changed: its MAC does not match");
        }
        int scalars = SECRETS_AT + ChipSecret.SIZE;
        IdentityCertificates certificates = new IdentityCertificates(
                certificate(raw, CERTIFICATES_AT),
                certificate(raw, CERTIFICATES_AT + SevCertificate.SIZE),
                certificate(raw, CERTIFICATES_AT + 2 * SevCertificate.SIZE));
        return new PlatformIdentity(
                chip,
                b.getInt(0x0C) == Ownership.SELF_OWNED.code() ? Ownership.SELF_OWNED : Ownership.EXTERNALLY_OWNED,
                pair(raw, scalars, certificates.oca()),
                pair(raw, scalars + EcKeyPair.SCALAR_SIZE, certificates.pek()),
                pair(raw, scalars + 2 * EcKeyPair.SCALAR_SIZE, certificates.pdh()),
                certificates);
    }

    private static void putSecret(ByteBuffer b, SecretBytes secret) {
        byte[] raw = secret.reveal();
        b.put(raw);
        Arrays.fill(raw, (byte) 0);
    }

    private static SevCertificate certificate(byte[] raw, int at) {
        return SevCertificate.decode(Bytes.copyOf(raw, at, SevCertificate.SIZE));
    }

    private static EcKeyPair pair(byte[] raw, int at, SevCertificate certificate) {
        SecretBytes scalar = SecretBytes.copyOf(raw, at, EcKeyPair.SCALAR_SIZE);
        return EcKeyPair.of(scalar, EcPublicKey.decode(certificate.publicKey()));
    }

    private static byte[] mac(ChipSecret chip, byte[] raw) {
        byte[] key = chip.expand("sevsim-identity", MAC_SIZE);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(raw, 0, MAC_AT);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
