package dev.sevsim.psp.command.platform;

import dev.sevsim.abi.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** A platform owner with an OCA of its own; keys and signatures are the JDK's, certificates are laid out here by hand. */
record TestOwner(KeyPair keys, int algorithm) {
    static final int OCA = 0x1001;

    private static final int KEY_FIELD = 0x404;
    private static final int SIGNATURE_FIELD = 0x200;
    private static final int BODY = 0x414;

    static TestOwner withEc() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp384r1"));
            return new TestOwner(generator.generateKeyPair(), 0x002);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static TestOwner withRsa() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new TestOwner(generator.generateKeyPair(), 0x001);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The OCA certificate, signed by itself in slot 1; {@code reserved} is what its reserved bytes hold. */
    Bytes certificate(int reserved) {
        Bytes body = Bytes.concat(
                Bytes.u32Le(1),
                Bytes.of(0, 0, reserved, reserved),
                Bytes.u32Le(OCA),
                Bytes.u32Le(algorithm),
                keyField());
        return Bytes.concat(body, slot(body), empty());
    }

    /** A certificate with its first slot signed, whatever was in its slots before. */
    Bytes sign(Bytes request) {
        Bytes body = request.slice(0, BODY);
        return Bytes.concat(body, slot(body), empty());
    }

    /** A certificate with its second slot signed. */
    Bytes signInSecondSlot(Bytes request) {
        Bytes body = request.slice(0, BODY);
        return Bytes.concat(body, empty(), slot(body));
    }

    /** The slot with this owner's signature. */
    Bytes slot(Bytes body) {
        return Bytes.concat(Bytes.u32Le(OCA), Bytes.u32Le(algorithm), signature(body));
    }

    static Bytes empty() {
        return Bytes.concat(Bytes.u32Le(0x1000), Bytes.u32Le(0), Bytes.zeros(SIGNATURE_FIELD));
    }

    private Bytes keyField() {
        if (keys.getPublic() instanceof RSAPublicKey rsa) {
            return Bytes.concat(
                            Bytes.u32Le(rsa.getModulus().bitLength()),
                            little(rsa.getPublicExponent(), 0x200),
                            little(rsa.getModulus(), 0x200))
                    .paddedTo(KEY_FIELD);
        }
        ECPublicKey ec = (ECPublicKey) keys.getPublic();
        return Bytes.concat(
                        Bytes.u32Le(2),
                        little(ec.getW().getAffineX(), 72),
                        little(ec.getW().getAffineY(), 72))
                .paddedTo(KEY_FIELD);
    }

    private Bytes signature(Bytes body) {
        try {
            boolean rsa = algorithm == 0x001;
            Signature signer = Signature.getInstance(rsa ? "RSASSA-PSS" : "SHA256withECDSAinP1363Format");
            if (rsa) {
                signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signer.initSign(keys.getPrivate());
            signer.update(body.toArray());
            Bytes signature = Bytes.copyOf(signer.sign());
            return rsa
                    ? signature.reversed().paddedTo(SIGNATURE_FIELD)
                    : Bytes.concat(
                                    signature.slice(0, 48).reversed().paddedTo(72),
                                    signature.from(48).reversed().paddedTo(72))
                            .paddedTo(SIGNATURE_FIELD);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Bytes little(BigInteger value, int size) {
        Bytes big = Bytes.copyOf(value.toByteArray());
        return (big.u8(0) == 0 ? big.from(1) : big).reversed().paddedTo(size);
    }
}
