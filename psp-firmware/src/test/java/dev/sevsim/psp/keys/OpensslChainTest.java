package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.Attestation;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.SecureProcessor;
import dev.sevsim.psp.TestMachine;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain of a platform, link by link, by the openssl command. */
class OpensslChainTest {
    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void needsOpenssl() throws InterruptedException {
        boolean installed;
        try {
            installed = openssl(List.of("version")) == 0;
        } catch (IOException e) {
            installed = false;
        }
        Assumptions.assumeTrue(installed, "openssl is not installed; install it to check the chain independently");
    }

    @Test
    void acceptsEveryLink() throws IOException, InterruptedException, GeneralSecurityException {
        try (TestMachine machine = new TestMachine().initialised()) {
            SecureProcessor processor = machine.processor;
            IdentityCertificates own = processor.identity().orElseThrow().certificates();
            SevCertificate cek = machine.signedCek();

            assertThat(ecVerifies(own.oca(), own.oca().signature1(), own.oca())).isTrue();
            assertThat(ecVerifies(own.pek(), own.pek().signature1(), own.oca())).isTrue();
            assertThat(ecVerifies(own.pek(), own.pek().signature2(), cek)).isTrue();
            assertThat(ecVerifies(own.pdh(), own.pdh().signature1(), own.pek())).isTrue();
            assertThat(rsaVerifies(cek.body(), cek.signature1(), machine.amd().ask()))
                    .isTrue();
            assertThat(rsaVerifies(
                            machine.amd().ask().body(),
                            machine.amd().ask().signature(),
                            machine.amd().ark()))
                    .isTrue();
            assertThat(rsaVerifies(
                            machine.amd().ark().body(),
                            machine.amd().ark().signature(),
                            machine.amd().ark()))
                    .isTrue();
            assertThat(processor.profile().name())
                    .isEqualTo(FirmwareProfile.milan().name());
        }
    }

    @Test
    void acceptsTheSignatureOfAReport() throws IOException, InterruptedException {
        try (TestMachine machine = new TestMachine().initialised()) {
            int handle = machine.guestIn(GuestState.RUNNING);
            Attestation request = new Attestation(handle, TestMachine.OUTPUT, Bytes.zeros(16), 0xD0);
            assertThat(machine.run(CommandId.ATTESTATION, request.encode())).isEqualTo(SevStatus.SUCCESS);
            Bytes report = machine.read(TestMachine.OUTPUT, 0xD0);
            IdentityCertificates own =
                    machine.processor.identity().orElseThrow().certificates();

            assertThat(ecVerifies(report.slice(0, 0x34), report.from(0x40), own.pek()))
                    .isTrue();
            assertThat(ecVerifies(report.slice(0, 0x33), report.from(0x40), own.pek()))
                    .isFalse();
            assertThat(ecVerifies(report.slice(0, 0x34), report.from(0x40), own.oca()))
                    .isFalse();
        }
    }

    @Test
    void refusesAWrongLink() throws IOException, InterruptedException, GeneralSecurityException {
        try (TestMachine machine = new TestMachine().initialised()) {
            IdentityCertificates own =
                    machine.processor.identity().orElseThrow().certificates();

            assertThat(ecVerifies(own.pdh(), own.pdh().signature1(), own.oca())).isFalse();
            assertThat(rsaVerifies(
                            own.pdh().body(),
                            machine.amd().ask().signature(),
                            machine.amd().ark()))
                    .isFalse();
        }
    }

    private boolean ecVerifies(SevCertificate certificate, Bytes signature, SevCertificate signer)
            throws IOException, InterruptedException {
        return ecVerifies(certificate.body(), signature, signer);
    }

    private boolean ecVerifies(Bytes signed, Bytes signature, SevCertificate signer)
            throws IOException, InterruptedException {
        EcPublicKey key = EcPublicKey.decode(signer.publicKey());
        // SubjectPublicKeyInfo of id-ecPublicKey on secp384r1 with an uncompressed point.
        Bytes spki =
                Bytes.concat(Bytes.fromHex("3076301006072a8648ce3d020106052b8104002203620004"), key.xBe(), key.yBe());
        Bytes rs = EcSignature.decode(signature).toP1363();
        Bytes numbers = Bytes.concat(derInteger(rs.slice(0, 48)), derInteger(rs.from(48)));
        Bytes der = Bytes.concat(Bytes.of(0x30, numbers.length()), numbers);
        return verifies(spki, signed, der, List.of("-sha256"));
    }

    private boolean rsaVerifies(Bytes body, Bytes signatureLe, AmdCertificate signer)
            throws IOException, InterruptedException, GeneralSecurityException {
        RSAPublicKeySpec spec = new RSAPublicKeySpec(
                new BigInteger(1, signer.modulus().reversed().toArray()),
                new BigInteger(1, signer.exponent().reversed().toArray()));
        Bytes spki =
                Bytes.copyOf(KeyFactory.getInstance("RSA").generatePublic(spec).getEncoded());
        List<String> pss = List.of(
                "-sha384",
                "-sigopt",
                "rsa_padding_mode:pss",
                "-sigopt",
                "rsa_pss_saltlen:48",
                "-sigopt",
                "rsa_mgf1_md:sha384");
        return verifies(spki, body, signatureLe.reversed(), pss);
    }

    private boolean verifies(Bytes spki, Bytes body, Bytes signature, List<String> options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("dgst"));
        arguments.addAll(options);
        arguments.addAll(List.of("-keyform", "DER", "-verify", file("key.der", spki)));
        arguments.addAll(List.of("-signature", file("signature", signature), file("body", body)));
        return openssl(arguments) == 0;
    }

    private String file(String name, Bytes content) throws IOException {
        return Files.write(directory.resolve(name), content.toArray()).toString();
    }

    private static Bytes derInteger(Bytes unsigned) {
        Bytes value = Bytes.copyOf(new BigInteger(1, unsigned.toArray()).toByteArray());
        return Bytes.concat(Bytes.of(0x02, value.length()), value);
    }

    private static int openssl(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("openssl did not end");
        }
        return process.exitValue();
    }
}
