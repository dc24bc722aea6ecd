package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Digests and measurements by the JDK alone. */
final class JdkDigest {
    private JdkDigest() {}

    static Bytes sha256(Bytes content) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A measurement: HMAC-SHA256 of header, digest and nonce, and the nonce.
     *
     * @param header what is in front of the digest, hexadecimal: context, versions, build and policy
     */
    static Bytes measurement(String header, Bytes digest, SecretBytes tik, Bytes nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(tik.reveal(), "HmacSHA256"));
            mac.update(Bytes.concat(Bytes.fromHex(header), digest, nonce).toArray());
            return Bytes.concat(Bytes.copyOf(mac.doFinal()), nonce);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
