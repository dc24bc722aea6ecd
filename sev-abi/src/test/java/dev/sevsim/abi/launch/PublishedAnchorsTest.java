package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import org.junit.jupiter.api.Test;

/**
 * Values that others published; docs/reference/sev-firmware-api.md section 9.1 and docs/reference/kvm-host.md section
 * 5.5 name them.
 */
class PublishedAnchorsTest {
    private static final Bytes SHA256_OF_NOTHING =
            Bytes.fromHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    @Test
    void derivesTheMasterSecretOfZeros() {
        assertThat(KeyDerivation.masterSecret(SecretBytes.zeros(16), Bytes.zeros(16)))
                .isEqualTo(secret("ab4d269fcc62bedb4511d56c386ce706"));
    }

    @Test
    void wrapsTheSessionOfZeros() {
        SecretBytes master = KeyDerivation.masterSecret(SecretBytes.zeros(16), Bytes.zeros(16));
        LaunchSession session =
                TransportKeys.zero().wrap(SecretBytes.zeros(16), Bytes.zeros(16), Bytes.zeros(16), Bytes.zeros(4));

        assertThat(KeyDerivation.keyEncryptionKey(master)).isEqualTo(secret("b6abfbfb75ea1ea74ed8750b8afdb973"));
        assertThat(KeyDerivation.keyIntegrityKey(master)).isEqualTo(secret("53b524bf5669a363f365c864acba8572"));
        assertThat(session.wrappedKeys())
                .isEqualTo(Bytes.fromHex("2137bc7f9bb8bd7c3e55a576a15d3454b3856b8ba27afadf46dcfee9f02c02c4"));
        assertThat(session.wrapMac())
                .isEqualTo(Bytes.fromHex("3176c0752738bd9d5e86689534020f528c088f16238826b000b327dee6aeed7d"));
        assertThat(session.policyMac())
                .isEqualTo(Bytes.fromHex("aa7855e13839dd767cd5da7c1ff5036540c9264b7a803029315e55375287b4af"));
    }

    @Test
    void measuresTheSampleOfSevTool() {
        Measurement sample = ofNothing(new ApiVersion(0, 0x12), 0x0F, 0, "4fbe0bedbad6c86ae8f68971d103e554");

        assertThat(sample.measure(secret("66320db73158a35a255d051758e95ed4")))
                .isEqualTo(Bytes.fromHex("6faab2daae389bcd3405a05d6cafe33c0414f7bedd0bae19ba5f38b7fd1664ea"));
    }

    @Test
    void writesTheBlobAsQemuCarriesIt() {
        Measurement sample = ofNothing(new ApiVersion(1, 55), 21, 1, "101112131415161718191a1b1c1d1e1f");

        MeasurementBlob blob = sample.blob(secret("000102030405060708090a0b0c0d0e0f"));

        assertThat(blob.measure())
                .isEqualTo(Bytes.fromHex("ae4145b816bddfa7f8348e8dd8d076b6b7ae4852cc6f39660799d6e87fe2fe12"));
        assertThat(blob.encode().toBase64())
                .isEqualTo("rkFFuBa936f4NI6N2NB2treuSFLMbzlmB5nW6H/i/hIQERITFBUWFxgZGhscHR4f");
    }

    private static Measurement ofNothing(ApiVersion version, int build, int policy, String nonce) {
        return new Measurement(version, build, new GuestPolicy(policy), SHA256_OF_NOTHING, Bytes.fromHex(nonce));
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.of(Bytes.fromHex(hex));
    }
}
