package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform under an owner whose OCA openssl makes. */
class PlatformOwnershipTest {
    private static final int SIZE = 2084;

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

        PlatformOwner owning = PlatformOwner.make(directory);
        Path oca = owning.oca();
        Path pek = owning.sign(csr);
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
        Path oca = PlatformOwner.make(directory).oca();

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
        PlatformOwner owning = PlatformOwner.make(directory);
        Path oca = owning.oca();
        Path pek = owning.sign(csr);
        done(Sevsim.run("platform", "cert-import", "--state", state(), "--pek", pek, "--oca", oca));
        Path out = export("owned");
        ByteArrayOutputStream ca = new ByteArrayOutputStream();
        ca.writeBytes(Files.readAllBytes(out.resolve("ask.cert")));
        ca.writeBytes(Files.readAllBytes(out.resolve("ark.cert")));
        Path caFile = Files.write(directory.resolve("ca.chain"), ca.toByteArray());
        ToolRun run = ToolRun.of(directory, "sevctl", "verify", "--sev", out.resolve("sev.chain"), "--ca", caFile);
        assertThat(run.status()).as(run.output()).isZero();
    }

    private static Sevsim done(Sevsim run) {
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }
}
