package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerVerifyCommandTest {
    private static final int CERTIFICATE = 2084;

    private final Path directory;
    private final Path chain;

    OwnerVerifyCommandTest(@TempDir Path directory) {
        this.directory = directory;
        Path out = directory.resolve("certificates");
        assertThat(CapturedRun.of("platform", "export", "--state", directory.resolve("state"), "--out", out)
                        .status())
                .isZero();
        chain = out.resolve("full.chain");
    }

    @Test
    void printsEachSignatureOnce() {
        CapturedRun run = CapturedRun.of("owner", "verify", "--chain", chain);

        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "  PDH  signed by PEK       ECDSA_SHA256 (0x2)    holds",
                        "  PEK  signed by OCA       ECDSA_SHA256 (0x2)    holds",
                        "  PEK  signed by CEK       ECDSA_SHA256 (0x2)    holds",
                        "  OCA  signed by itself    ECDSA_SHA256 (0x2)    holds",
                        "  CEK  signed by ASK       RSA_SHA384 (0x101)    holds",
                        "  ASK  signed by ARK       RSA-PSS SHA-384       holds",
                        "  ARK  signed by itself    RSA-PSS SHA-384       holds",
                        "  ARK  is a simulated root, not compared to one of yours: give --root FILE for that",
                        "chain verified");
    }

    @Test
    void holdsTheRootAgainstTheOneThatIsGiven() {
        Path certificates = directory.resolve("certificates");

        CapturedRun same =
                CapturedRun.of("owner", "verify", "--chain", chain, "--root", certificates.resolve("ark.cert"));
        CapturedRun other =
                CapturedRun.of("owner", "verify", "--chain", chain, "--root", certificates.resolve("ask.cert"));

        assertThat(same.status()).isZero();
        assertThat(same.out()).contains("ARK  compared to yours   same public key       holds");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).startsWith("sevsim: chain refused: ARK compared to yours: ");
    }

    @Test
    void namesTheFormOfAFileThatIsNoChain() throws IOException {
        byte[] content = Files.readAllBytes(chain);
        Path fromThePek =
                Files.write(directory.resolve("qmp.chain"), Arrays.copyOfRange(content, CERTIFICATE, 4 * CERTIFICATE));
        Path noise = Files.write(directory.resolve("noise"), new byte[20_000]);

        CapturedRun qmp = CapturedRun.of("owner", "verify", "--chain", fromThePek);
        CapturedRun other = CapturedRun.of("owner", "verify", "--chain", noise);
        CapturedRun session = CapturedRun.of(
                "owner", "session", "--chain", noise, "--policy", "1", "--out", directory.resolve("session"));

        assertThat(qmp.status()).isEqualTo(2);
        assertThat(qmp.err())
                .isEqualTo("sevsim: certificate chain " + fromThePek + ": PEK, OCA, CEK, the form of QMP,"
                        + " libvirt and sev-tool's cert_chain.cert, expected the PDH too: give it as --pdh\n");
        assertThat(other.err())
                .isEqualTo(
                        "sevsim: certificate chain " + noise + ": no SEV certificate, expected PDH, PEK, OCA, CEK\n");
        assertThat(session.status()).isEqualTo(2);
        assertThat(session.err())
                .isEqualTo("sevsim: PDH certificate " + noise + ": no SEV certificate, expected PDH, PEK, OCA, CEK\n");
    }

    /** Certificates that stand in the place of others, and files that hold none. */
    @Test
    void namesWhatStandsInThePlaceOfAnotherCertificate() throws IOException {
        Path certificates = directory.resolve("certificates");
        Path pdh = certificates.resolve("pdh.cert");
        Path ark = certificates.resolve("ark.cert");
        Path sev = certificates.resolve("sev.chain");
        Path noise = Files.write(directory.resolve("noise"), new byte[20_000]);
        Path qmp = Files.write(
                directory.resolve("qmp"), Arrays.copyOfRange(Files.readAllBytes(chain), CERTIFICATE, 4 * CERTIFICATE));

        refuses("certificate chain " + pdh + ": PDH alone, expected PDH, PEK, OCA, CEK", "--chain", pdh);
        refuses("CA chain " + noise + ": no SEV certificate, expected ASK, ARK", "--chain", sev, "--ca", noise);
        refuses("CA chain " + pdh + ": PDH, expected ASK, ARK", "--chain", sev, "--ca", pdh);
        refuses("root certificate " + noise + ": no SEV certificate, expected ARK", "--chain", chain, "--root", noise);
        refuses("root certificate " + pdh + ": PDH, expected ARK", "--chain", chain, "--root", pdh);
        refuses("signed CEK certificate: PDH, expected CEK", "--chain", chain, "--cek", pdh);
        refuses(
                "PDH certificate " + noise + ": no SEV certificate, expected PDH, PEK, OCA, CEK",
                "--chain",
                qmp,
                "--pdh",
                noise);
        refuses(
                "certificate chain " + ark + ": ARK, which are AMD's certificates, expected PDH, PEK, OCA, CEK;"
                        + " --ca takes these",
                "--chain",
                ark);
    }

    private static void refuses(String message, Object... options) {
        CapturedRun run = CapturedRun.of(
                Stream.concat(Stream.of("owner", "verify"), Stream.of(options)).toArray());

        assertThat(run.err()).isEqualTo("sevsim: " + message + "\n");
        assertThat(run.status()).isEqualTo(Main.USAGE);
    }

    /** A certificate whose fields have unknown values is read all the same. */
    @Test
    void namesNoBytesAsUnreadBehindAnUnknownAlgorithm() throws IOException {
        byte[] content = Files.readAllBytes(chain);
        content[CERTIFICATE + 0x0C] = 0x77;
        Path unknown = Files.write(directory.resolve("unknown"), content);
        content[0x0C] = 0x77;
        Path first = Files.write(directory.resolve("first"), content);

        assertThat(CapturedRun.of("owner", "verify", "--chain", unknown).err())
                .hasLineCount(1)
                .startsWith("sevsim: chain refused: PDH signed by PEK: PEK has algorithm 0x77 (unknown)");
        assertThat(CapturedRun.of("owner", "verify", "--chain", first).err()).hasLineCount(1);
    }

    @Test
    void namesBytesThatItDoesNotRead() throws IOException {
        byte[] content = Files.readAllBytes(chain);
        Path line = Files.write(directory.resolve("line"), Arrays.copyOf(content, content.length + 1));
        byte[] withLineFeed = Files.readAllBytes(line);
        withLineFeed[content.length] = '\n';
        Files.write(line, withLineFeed);
        Path more = Files.write(directory.resolve("more"), Arrays.copyOf(content, content.length + 7));

        assertThat(CapturedRun.of("owner", "verify", "--chain", line).err()).isEmpty();
        CapturedRun run = CapturedRun.of("owner", "verify", "--chain", more);
        assertThat(run.err()).isEqualTo("sevsim: " + more + ": did not read 7 bytes after the last certificate\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void namesTheAskThatIsMissingBesideTheArk() {
        Path ark = directory.resolve("certificates").resolve("ark.cert");

        CapturedRun run = CapturedRun.of("owner", "verify", "--chain", chain, "--ca", ark);

        assertThat(run.err())
                .isEqualTo("sevsim: CA chain " + ark + ": the ASK is missing, give ASK and ARK in this order\n");
        assertThat(run.status()).isEqualTo(Main.USAGE);
    }

    @Test
    void printsWhyALinkFails() throws IOException {
        byte[] content = Files.readAllBytes(chain);
        content[2 * CERTIFICATE - 1] ^= 1;
        Path broken = Files.write(directory.resolve("broken"), content);

        CapturedRun run = CapturedRun.of("owner", "verify", "--chain", broken);
        CapturedRun json = CapturedRun.of("owner", "verify", "--chain", broken, "--json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).containsPattern("PEK  signed by \\w+ +ECDSA_SHA256 \\(0x2\\) +FAILS: \\w+");
        assertThat(run.out()).doesNotContain("chain verified");
        assertThat(run.err()).startsWith("sevsim: chain refused: PEK signed by ");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(json.status()).isEqualTo(1);
        assertThat(json.out()).startsWith("{\"verified\":false,");
        assertThat(json.out().lines()).hasSize(1);
    }

    /**
     * The key is the 1028 bytes from 0x10 on of the CEK's certificate: docs/reference/guest-owner-tools.md section 2.1.
     */
    @Test
    void namesTheChipByTheKeyInItsCek() throws Exception {
        byte[] cek = Files.readAllBytes(directory.resolve("certificates").resolve("cek.cert"));
        String chip = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Arrays.copyOfRange(cek, 0x10, 0x10 + 1028)));

        CapturedRun run = CapturedRun.of("owner", "verify", "--chain", chain, "--json");

        assertThat(run.out()).startsWith("{\"verified\":true,\"chip\":\"" + chip + "\",");
    }

    @Test
    void namesTheFileThatIsNoChain() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));

        CapturedRun run = CapturedRun.of("owner", "verify", "--chain", empty);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("sevsim: certificate chain " + empty + ": ")
                .containsOnlyOnce("chain " + empty);
    }
}
