package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The unmodified sevctl on a simulated host. */
class SevctlOnHostTest {
    @TempDir
    private Path directory;

    private Path sevctl = Path.of("sevctl");
    private SupervisedRun host = new SupervisedRun(Path.of(""));

    @BeforeEach
    void find() throws IOException {
        sevctl = InstalledFiles.sevctl();
        host = SupervisedRun.in(directory);
    }

    private String sevctl(Object... words) throws IOException, InterruptedException {
        Object[] program = new Object[words.length + 1];
        program[0] = sevctl;
        System.arraycopy(words, 0, program, 1, words.length);
        return host.run(List.of("--state", "state"), program).requireSuccess().output();
    }

    @Test
    void showsThePlatform() throws Exception {
        assertThat(sevctl("show", "version")).isEqualTo("1.55.24\n");
        assertThat(sevctl("show", "guests")).isEqualTo("0\n");
        assertThat(sevctl("show", "flags")).isEqualTo("es\n");
        assertThat(sevctl("show", "identifier")).matches("[0-9A-F]{128}\n");
    }

    @Test
    void takesOwnershipAndGivesItBack() throws Exception {
        assertThat(owner()).isEqualTo("self");
        assertThat(sevctl("generate", "oca.cert", "oca.key")).isEmpty();
        assertThat(sevctl("provision", "oca.cert", "oca.key")).isEmpty();
        assertThat(owner()).isEqualTo("external");
        assertThat(sevctl("show", "flags")).contains("owned");
        assertThat(sevctl("reset")).isEmpty();
        assertThat(owner()).isEqualTo("self");
    }

    @Test
    void rotatesTheKeyOfThePlatform() throws Exception {
        byte[] before = pdh("before");
        assertThat(sevctl("rotate")).isEmpty();
        assertThat(pdh("after")).isNotEqualTo(before);
    }

    /** The chain that sevctl exports has the CEK as AMD's server signs it, and sevctl verifies it. */
    @Test
    void exportsAChainThatItVerifies() throws Exception {
        Path files = export("files");
        Map<String, ?> variables;
        try (KeyServerProxy server = new KeyServerProxy(directory, () -> content(files.resolve("cek.cert")))) {
            variables = Map.of("HTTPS_PROXY", server.url(), "SSL_CERT_FILE", server.certificate());
            ToolRun run = host.run(
                            List.of("--state", "state"),
                            SupervisedRun.with(variables, sevctl, "export", "theirs.chain"))
                    .requireSuccess();
            assertThat(run.output()).isEmpty();
            assertThat(server.requests()).singleElement().asString().startsWith("GET /cek/id/");
        }
        assertThat(directory.resolve("theirs.chain")).hasSameBinaryContentAs(files.resolve("sev.chain"));
        ByteArrayOutputStream ca = new ByteArrayOutputStream();
        ca.writeBytes(content(files.resolve("ask.cert")));
        ca.writeBytes(content(files.resolve("ark.cert")));
        Files.write(directory.resolve("ca.chain"), ca.toByteArray());
        assertThat(sevctl("verify", "--sev", "theirs.chain", "--ca", "ca.chain"))
                .contains("PDH", "ARK");
    }

    /** The answers are those of CPUID, of a register, of module parameters and of the devices. */
    @ParameterizedTest
    @CsvSource({"--generation=milan, 5, 51, 509, 100", "--preload, 5, 51, 509, 100", "--generation=naples, 5, 47, 15, 5"
    })
    void findsAMachineForSev(String option, int bits, int cBit, int guests, int lowest) throws Exception {
        ToolRun run = host.run(List.of(option), sevctl, "ok", "es").requireSuccess();

        assertThat(lines(run))
                .contains(
                        "[ PASS ]   - Secure Memory Encryption (SME)",
                        "[ PASS ]     - Encrypted State (SEV-ES)",
                        "[ SKIP ]     - Secure Nested Paging (SEV-SNP)",
                        "[ PASS ]     - Physical address bit reduction: " + bits,
                        "[ PASS ]     - C-bit location: " + cBit,
                        "[ PASS ]     - Number of encrypted guests supported simultaneously: " + guests,
                        "[ PASS ]     - Minimum ASID value for SEV-enabled, SEV-ES disabled guest: " + lowest,
                        "[ PASS ]     - SEV enabled in KVM: enabled",
                        "[ PASS ]     - SEV-ES enabled in KVM: enabled",
                        "[ PASS ]     - Reading /dev/sev: /dev/sev readable",
                        "[ PASS ]   - Page flush MSR: ENABLED",
                        "[ PASS ] - KVM supported: API version: 12")
                .noneMatch(line -> line.contains("FAIL"));
    }

    /** SEV-SNP is not modelled: a Milan whose BIOS leaves it off. */
    @Test
    void findsWhatIsMissing() throws Exception {
        ToolRun run = host.run(List.of("--host-sev-es", "off"), sevctl, "ok");

        assertThat(run.status()).isEqualTo(1);
        assertThat(lines(run))
                .contains(
                        "[ FAIL ]     - Secure Nested Paging (SEV-SNP)",
                        "[ PASS ]     - SEV enabled in KVM: enabled",
                        "[ FAIL ]     - SEV-ES enabled in KVM: Error - contents read from"
                                + " /sys/module/kvm_amd/parameters/sev_es: N");
        assertThat(lines(host.run(List.of("--no-dev-sev"), sevctl, "ok", "sev")))
                .contains(
                        "[ FAIL ]     - Reading /dev/sev: /dev/sev not readable: No such file or directory (os error 2)");
    }

    /** Without the colours. */
    private static List<String> lines(ToolRun run) {
        return run.output().replaceAll("\u001b\\[[0-9;]*m", "").lines().toList();
    }

    @Test
    void tracesEachCall() throws Exception {
        Path trace = directory.resolve("trace.jsonl");
        ToolRun unused = host.run(List.of("--seed", 1, "--trace", trace), sevctl, "show", "version")
                .requireSuccess();

        assertThat(Files.readString(trace))
                .contains("\"kind\":\"sev.issue-cmd\"", "\"command\":\"PLATFORM_STATUS\"", "\"data.api_minor\":55");
        assertThat(Sevsim.run("trace", "show", trace).requireSuccess().out()).contains("PLATFORM_STATUS");
    }

    private String owner() {
        return Sevsim.run("platform", "status", "--state", directory.resolve("state"), "--json")
                .requireSuccess()
                .json()
                .get("owner")
                .asString();
    }

    private Path export(String name) {
        Path out = directory.resolve(name);
        Sevsim unused = Sevsim.run("platform", "export", "--state", directory.resolve("state"), "--out", out)
                .requireSuccess();
        return out;
    }

    private byte[] pdh(String name) {
        return content(export(name).resolve("pdh.cert"));
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
