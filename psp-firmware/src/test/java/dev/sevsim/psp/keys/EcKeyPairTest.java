package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EcKeyPairTest {
    @Test
    void computesThePublicPointsOfTheWorkedExample() {
        assertThat(WorkedExample.pdh().publicKey())
                .isEqualTo(EcPublicKey.ofP384(WorkedExample.PDH_X, WorkedExample.PDH_Y));
        assertThat(WorkedExample.godh().publicKey())
                .isEqualTo(EcPublicKey.ofP384(WorkedExample.GODH_X, WorkedExample.GODH_Y));
        assertThat(WorkedExample.pek().publicKey())
                .isEqualTo(EcPublicKey.ofP384(WorkedExample.PEK_X, WorkedExample.PEK_Y));
    }

    @Test
    void agreesOnTheSharedSecretOfTheWorkedExample() {
        SecretBytes z = SecretBytes.of(WorkedExample.Z);

        assertThat(WorkedExample.pdh().sharedSecret(WorkedExample.godh().publicKey()))
                .isEqualTo(z);
        assertThat(WorkedExample.godh().sharedSecret(WorkedExample.pdh().publicKey()))
                .isEqualTo(z);
    }

    @Test
    void signsThePdhCertificateOfTheWorkedExample() {
        SevCertificate pdh = WorkedExample.identity().certificates().pdh();
        EcSignature signature = EcSignature.decode(pdh.signature1());

        assertThat(WorkedExample.sha256(pdh.body()).toHex())
                .isEqualTo("7b93c18a1cf798b96fb53061f2a13a707000ddadb67992e7e0cf0a63502b4689");
        assertThat(signature.toP1363())
                .isEqualTo(Bytes.fromHex("ccb1e2e0c4d3a1a2e9500ec5bc164a2ad46e9e09ebc57e1284b63d8598a6373c"
                        + "0bb801fef43b435482b0dee6b80a29dc"
                        + "91b7bf15f007ad95b5e801e020c71d4884151151bd16fadc4918978bcc1b07f2"
                        + "b0689b51106377215d6889580b77c931"));
        assertThat(WorkedExample.sha256(pdh.encode()).toHex())
                .isEqualTo("4b148d26f134276912ee35a6982e4e50a917dd7fd24fc6bcee5593490904d440");
    }

    @Test
    void verifiesOnlyWhatWasSigned() {
        EcKeyPair key = WorkedExample.pek();
        Bytes message = Bytes.ofAscii("message");
        Bytes signature = key.sign(message);
        byte[] flipped = signature.toArray();
        flipped[50] ^= 1;

        assertThat(P384.verify(key.publicKey(), message, EcSignature.ofP1363(signature)))
                .isTrue();
        assertThat(P384.verify(key.publicKey(), Bytes.ofAscii("other"), EcSignature.ofP1363(signature)))
                .isFalse();
        assertThat(P384.verify(key.publicKey(), message, EcSignature.ofP1363(Bytes.copyOf(flipped))))
                .isFalse();
        assertThat(P384.verify(WorkedExample.pdh().publicKey(), message, EcSignature.ofP1363(signature)))
                .isFalse();
        assertThat(P384.verify(key.publicKey(), message, EcSignature.ofP1363(Bytes.zeros(96))))
                .isFalse();
    }

    @Test
    void knowsPointsOfTheCurve() {
        Bytes x = WorkedExample.GODH_X;
        Bytes y = WorkedExample.GODH_Y;
        EcPublicKey good = EcPublicKey.ofP384(x, y);
        byte[] offCurve = y.toArray();
        offCurve[47] ^= 1;
        Bytes prime = Bytes.fromHex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
                + "ffffffff0000000000000000ffffffff");
        Bytes highByte = Bytes.concat(good.x().slice(0, 71), Bytes.of(1));

        assertThat(P384.isValid(good)).isTrue();
        assertThat(P384.isValid(EcPublicKey.ofP384(x, Bytes.copyOf(offCurve)))).isFalse();
        assertThat(P384.isValid(new EcPublicKey(EcPublicKey.CURVE_P256, good.x(), good.y())))
                .isFalse();
        assertThat(P384.isValid(new EcPublicKey(2, highByte, good.y()))).isFalse();
        assertThat(P384.isValid(EcPublicKey.ofP384(prime, y))).isFalse();
        assertThat(P384.isValid(EcPublicKey.ofP384(Bytes.zeros(48), Bytes.zeros(48))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "ff"})
    void refusesScalarsOutsideTheGroup(String octet) {
        SecretBytes scalar = SecretBytes.of(Bytes.fromHex(octet.repeat(48)));

        assertThatThrownBy(() -> EcKeyPair.ofScalar(scalar)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void generatesDifferentKeysFromOneStream() {
        TestRandom random = new TestRandom("keys");
        EcKeyPair one = EcKeyPair.generate(random);
        EcKeyPair two = EcKeyPair.generate(random);

        assertThat(one.publicKey()).isNotEqualTo(two.publicKey());
        assertThat(P384.isValid(one.publicKey())).isTrue();
        assertThat(one.publicKey())
                .isEqualTo(EcKeyPair.generate(new TestRandom("keys")).publicKey());
    }
}
