package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform under an owner whose OCA openssl makes; certificates are laid out here by hand. */
class PlatformOwnershipTest {
    private static final int SIZE = 2084;
    private static final int BODY = 0x414;
    private static final int OCA = 0x1001;
    private static final int ECDSA_SHA256 = 2;

    @TempDir
    private Path directory;

    private Path state() {
        return directory.resolve("state");
    }

    @Test
    void livesUnderAnOwnerAndReturnsToItself() throws Exception {
        InstalledFiles.requireProgram("openssl");
        Path self = export("self");
        assertThat(owner()).isEqualTo("self");
        Path csr = directory.resolve("pek_csr.cert");
        done(Sevsim.run("platform", "csr", "--state", state(), "--out", csr));
        assertThat(csr).hasSize(SIZE);

        Path oca = makeOca();
        Path pek = Files.write(directory.resolve("pek.cert"), sign(Files.readAllBytes(csr)));
        done(Sevsim.run("platform", "cert-import", "--state", state(), "--pek", pek, "--oca", oca));

        assertThat(owner()).isEqualTo("external");
        Path owned = export("owned");
        assertThat(owned.resolve("oca.cert")).hasSameBinaryContentAs(oca);
        assertThat(Files.readAllBytes(owned.resolve("pdh.cert")))
                .isNotEqualTo(Files.readAllBytes(self.resolve("pdh.cert")));
        verify(owned);
        assertThat(Sevsim.run("launch", "--state", state(), "--json")
                        .json()
                        .get("verdict")
                        .asString())
                .isEqualTo("accepted");

        Sevsim again = Sevsim.run("platform", "cert-import", "--state", state(), "--pek", pek, "--oca", oca);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err().strip().lines()).hasSize(1);
        assertThat(again.err()).contains("ALREADY_OWNED (0x5)", "must be self-owned", "platform reset");

        done(Sevsim.run("platform", "reset", "--state", state()));
        assertThat(owner()).isEqualTo("self");
        verify(export("reset"));
    }

    @Test
    void reportsWhyACertificateIsRefused() throws Exception {
        InstalledFiles.requireProgram("openssl");
        Path csr = directory.resolve("csr");
        done(Sevsim.run("platform", "csr", "--state", state(), "--out", csr));
        Path oca = makeOca();

        Sevsim unsigned = Sevsim.run("platform", "cert-import", "--state", state(), "--pek", csr, "--oca", oca);

        assertThat(unsigned.status()).isEqualTo(1);
        assertThat(unsigned.err()).contains("INVALID_CERTIFICATE (0x6)", "PEK certificate", "platform csr");
        assertThat(unsigned.err().strip().lines()).hasSize(1);
        assertThat(owner()).isEqualTo("self");
    }

    @Test
    void makesNewKeysAndKeepsTheChip() throws Exception {
        Path first = export("first");
        String id = done(Sevsim.run("platform", "id", "--state", state())).out();
        assertThat(id.strip()).matches("[0-9a-f]{128}");

        done(Sevsim.run("platform", "pdh-gen", "--state", state()));
        Path second = export("second");
        assertThat(changed(first, second)).containsExactly(true, false, false, false);

        done(Sevsim.run("platform", "pek-gen", "--state", state()));
        Path third = export("third");
        assertThat(changed(second, third)).containsExactly(true, true, true, false);
        verify(third);

        done(Sevsim.run("platform", "reset", "--state", state()));
        Path fourth = export("fourth");
        assertThat(changed(third, fourth)).containsExactly(true, true, true, false);
        assertThat(done(Sevsim.run("platform", "id", "--state", state())).out()).isEqualTo(id);
        Path raw = directory.resolve("id.bin");
        done(Sevsim.run("platform", "id", "--state", state(), "--out", raw));
        assertThat(new BigInteger(1, Files.readAllBytes(raw))).isEqualTo(new BigInteger(id.strip(), 16));
    }

    @Test
    void makesANewIdentityInPlaceOfADamagedOneAndReportsIt() throws Exception {
        Path before = export("before");
        Path flash = state().resolve("nv.bin");
        byte[] content = Files.readAllBytes(flash);
        content[0x100] ^= 1;
        Files.write(flash, content);

        Sevsim status = done(Sevsim.run("platform", "status", "--state", state()));

        assertThat(status.err()).contains("damaged", "new identity");
        assertThat(changed(before, export("after"))).containsExactly(true, true, true, false);
        assertThat(done(Sevsim.run("platform", "status", "--state", state())).err())
                .isEmpty();
    }

    private static boolean[] changed(Path one, Path other) throws IOException {
        String[] names = {"pdh.cert", "pek.cert", "oca.cert", "cek.cert"};
        boolean[] changed = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            changed[i] = Files.mismatch(one.resolve(names[i]), other.resolve(names[i])) >= 0;
        }
        return changed;
    }

    private String owner() {
        return done(Sevsim.run("platform", "status", "--state", state(), "--json"))
                .json()
                .get("owner")
                .asString();
    }

    private Path export(String name) {
        Path out = directory.resolve(name);
        done(Sevsim.run("platform", "export", "--state", state(), "--out", out));
        return out;
    }

    private void verify(Path out) {
        done(Sevsim.run("owner", "verify", "--chain", out.resolve("full.chain"), "--root", out.resolve("ark.cert")));
    }

    /** The real tool; the root is given to it explicitly. */
    @Test
    void sevctlAcceptsTheChainOfAnOwnedPlatform() throws Exception {
        InstalledFiles.requireProgram("sevctl");
        InstalledFiles.requireProgram("openssl");
        Path csr = directory.resolve("csr");
        done(Sevsim.run("platform", "csr", "--state", state(), "--out", csr));
        Path oca = makeOca();
        Path pek = Files.write(directory.resolve("pek.cert"), sign(Files.readAllBytes(csr)));
        done(Sevsim.run("platform", "cert-import", "--state", state(), "--pek", pek, "--oca", oca));
        Path out = export("owned");
        ByteArrayOutputStream ca = new ByteArrayOutputStream();
        ca.writeBytes(Files.readAllBytes(out.resolve("ask.cert")));
        ca.writeBytes(Files.readAllBytes(out.resolve("ark.cert")));
        Path caFile = Files.write(directory.resolve("ca.chain"), ca.toByteArray());
        ToolRun run = ToolRun.of(directory, "sevctl", "verify", "--sev", out.resolve("sev.chain"), "--ca", caFile);
        assertThat(run.status()).as(run.output()).isZero();
    }

    /** An OCA certificate: key and signature by openssl. */
    private Path makeOca() throws Exception {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp384r1", "-out", "oca.pem");
        openssl("pkey", "-in", "oca.pem", "-pubout", "-outform", "DER", "-out", "oca.der");
        byte[] der = Files.readAllBytes(directory.resolve("oca.der"));
        byte[] x = Arrays.copyOfRange(der, der.length - 96, der.length - 48);
        byte[] y = Arrays.copyOfRange(der, der.length - 48, der.length);
        ByteBuffer certificate = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        certificate.putInt(0x00, 1);
        certificate.putInt(0x08, OCA);
        certificate.putInt(0x0C, ECDSA_SHA256);
        certificate.putInt(0x10, 2);
        certificate.put(0x14, reversed(x));
        certificate.put(0x5C, reversed(y));
        certificate.putInt(0x61C, 0x1000);
        return Files.write(directory.resolve("oca.cert"), sign(certificate.array()));
    }

    /** Fills slot 1 with the OCA's signature over the body. */
    private byte[] sign(byte[] certificate) throws Exception {
        Files.write(directory.resolve("body"), Arrays.copyOf(certificate, BODY));
        openssl("dgst", "-sha256", "-sign", "oca.pem", "-out", "body.sig", "body");
        ByteBuffer der = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("body.sig")));
        der.position(2);
        ByteBuffer signed = ByteBuffer.wrap(certificate.clone()).order(ByteOrder.LITTLE_ENDIAN);
        signed.putInt(0x414, OCA);
        signed.putInt(0x418, ECDSA_SHA256);
        signed.put(0x41C, reversed(integer(der)));
        signed.put(0x41C + 72, reversed(integer(der)));
        return signed.array();
    }

    private static byte[] integer(ByteBuffer der) {
        assertThat(der.get()).isEqualTo((byte) 0x02);
        byte[] value = new byte[der.get()];
        der.get(value);
        return value;
    }

    private static byte[] reversed(byte[] big) {
        byte[] little = new byte[big.length];
        for (int i = 0; i < big.length; i++) {
            little[i] = big[big.length - 1 - i];
        }
        return little;
    }

    private void openssl(String... arguments) throws Exception {
        Object[] command = new Object[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ToolRun run = ToolRun.of(directory, command);
        assertThat(run.status()).as(run.output()).isZero();
    }

    private static Sevsim done(Sevsim run) {
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }
}
