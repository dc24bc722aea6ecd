package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.crypto.DigestAlgorithm;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Lines for a POSIX shell that compute a value of the view of keys with openssl or Python, and print it in hexadecimal.
 *
 * <p>They contain numbers alone, so that no text of a trace can end a quotation. Python needs the package {@code cryptography} for curves,
 * RSA and AES.
 */
final class CheckLine {
    private static final String ASYMMETRIC = "from cryptography.hazmat.primitives.asymmetric import ";
    private static final String HASHES = "from cryptography.hazmat.primitives import hashes; ";
    private static final int BITS_OF_KEY = 128;

    /** Order of the group of P-384. Source: FIPS 186-4, D.1.2.4. */
    private static final String P384_ORDER =
            "0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";

    private CheckLine() {}

    /** One block of the KDF. */
    static String derivation(SecretBytes key, String label, Bytes context) {
        return python("import hmac; m = (1).to_bytes(4, \"little\") + b\"" + label + "\" + bytes(1) + " + bytes(context)
                + " + (" + BITS_OF_KEY + ").to_bytes(4, \"little\"); print(hmac.new(" + bytes(key)
                + ", m, \"sha256\").digest()[:16].hex())");
    }

    /** A private scalar from the secret of a chip. */
    static String chipKey(SecretBytes chip, String label, int length) {
        return python("import hmac; k = " + bytes(chip) + "; m = lambda i: b\"\\1\\0\\0\\0" + label
                + "\\0\" + bytes([i]) + b\"\\x80\\0\\0\\0\"; w = b\"\".join(hmac.new(k, m(i), \"sha256\").digest()[:16] for i in range(4))[:"
                + length + "]; print(" + scalar() + ")");
    }

    /** The public point of a private scalar, x and y. */
    static String point(SecretBytes scalar) {
        return python(ASYMMETRIC + "ec; q = " + privateKey(scalar)
                + ".public_key().public_numbers(); print(\"%096x%096x\" % (q.x, q.y))");
    }

    /** The x coordinate of a scalar times a point. */
    static String agreement(SecretBytes scalar, EcPublicKey peer) {
        return python(ASYMMETRIC + "ec; print(" + privateKey(scalar) + ".exchange(ec.ECDH(), " + publicKey(peer)
                + ").hex())");
    }

    /** HMAC-SHA-256. */
    static String mac(SecretBytes key, Bytes message) {
        return "echo " + message.toBase64() + " | openssl base64 -d -A | openssl dgst -sha256 -mac HMAC -macopt hexkey:"
                + hex(key) + " -r | cut -c 1-64";
    }

    /** Plaintext bytes of AES-128-CTR; {@code first} and {@code last} count from 0. */
    static String unwrapped(SecretBytes key, Bytes iv, Bytes sealed, int first, int last) {
        return "echo " + sealed.toBase64() + " | openssl enc -d -aes-128-ctr -K " + hex(key) + " -iv " + iv.toHex()
                + " -a -A | od -An -v -tx1 | tr -d \" \\n\" | cut -c " + (2 * first + 1) + "-" + 2 * (last + 1);
    }

    /** An ECDSA key with the signature that it made. */
    record Signature(EcPublicKey key, EcSignature made) {}

    /** Verifies ECDSA signatures with SHA-256 and prints the digest of what they sign. */
    static String verified(Bytes body, List<Signature> signatures) {
        StringBuilder line =
                new StringBuilder("import hashlib; " + HASHES + ASYMMETRIC + "ec, utils; b = " + bytes(body));
        for (Signature one : signatures) {
            Bytes rs = one.made().toP1363();
            int half = rs.length() / 2;
            line.append("; ")
                    .append(publicKey(one.key()))
                    .append(".verify(utils.encode_dss_signature(")
                    .append(number(rs.slice(0, half)))
                    .append(", ")
                    .append(number(rs.from(half)))
                    .append("), b, ec.ECDSA(hashes.SHA256()))");
        }
        return python(line + "; print(hashlib.sha256(b).hexdigest())");
    }

    /** An RSA key, numbers most significant byte first. */
    record RsaKey(Bytes exponent, Bytes modulus) {}

    /** Verifies an RSA-PSS signature, most significant byte first, and prints the digest of what it signs. */
    static String verifiedPss(Bytes body, RsaKey key, Bytes signature, DigestAlgorithm digest) {
        String name = digest.name().replace("_", "");
        return python(
                "import hashlib; " + HASHES + ASYMMETRIC + "rsa, padding; b = " + bytes(body) + "; h = hashes." + name
                        + "(); rsa.RSAPublicNumbers(" + number(key.exponent()) + ", " + number(key.modulus())
                        + ").public_key().verify(" + bytes(signature)
                        + ", b, padding.PSS(padding.MGF1(h), h.digest_size), h); print(hashlib."
                        + name.toLowerCase(Locale.ROOT) + "(b).hexdigest())");
    }

    /** Bytes of the simulator's generator; with {@code wide}, reduced to a private scalar. */
    static String drawn(Drawing drawing) {
        String names = drawing.path().stream().map(name -> "b\"" + name + "\"").collect(Collectors.joining(", "));
        int end = drawing.skip() + drawing.length();
        return python(
                "import functools, hashlib, hmac; from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes; "
                        + "r = hashlib.sha256((" + drawing.seed() + ").to_bytes(8, \"little\", signed=True)).digest(); "
                        + "k = functools.reduce(lambda k, n: hmac.new(k, b\"\\1\" + n, \"sha256\").digest(), (" + names
                        + "), r); "
                        + "s = hmac.new(k, bytes(1), \"sha256\").digest(); "
                        + "w = Cipher(algorithms.AES(s), modes.CTR(bytes(16))).encryptor().update(bytes(" + end + "))["
                        + drawing.skip() + ":]; "
                        + "print(" + (drawing.scalar() ? scalar() : "w.hex()") + ")");
    }

    /** {@code w} as a number, reduced to a scalar as EcKeyPair does. */
    private static String scalar() {
        return "\"%096x\" % (int.from_bytes(w, \"big\") % (" + P384_ORDER + " - 1) + 1)";
    }

    private static String privateKey(SecretBytes scalar) {
        return "ec.derive_private_key(0x" + hex(scalar) + ", ec.SECP384R1())";
    }

    private static String publicKey(EcPublicKey key) {
        return "ec.EllipticCurvePublicNumbers(" + number(key.xBe()) + ", " + number(key.yBe())
                + ", ec.SECP384R1()).public_key()";
    }

    private static String number(Bytes bigEndian) {
        return "0x" + bigEndian.toHex();
    }

    private static String bytes(Bytes content) {
        return "bytes.fromhex(\"" + content.toHex() + "\")";
    }

    private static String bytes(SecretBytes content) {
        return "bytes.fromhex(\"" + hex(content) + "\")";
    }

    private static String hex(SecretBytes content) {
        return Bytes.copyOf(content.reveal()).toHex();
    }

    private static String python(String program) {
        return "python3 -c '" + program + "'";
    }
}
