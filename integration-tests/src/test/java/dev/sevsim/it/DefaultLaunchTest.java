package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DefaultLaunchTest {
    private static final String KATA = "e6f5a162-d67f-4750-a67c-5d065f2a9910";

    @TempDir
    private Path directory;

    @Test
    void showsTheSecretsTheRemovalAndTheHostsView() {
        Sevsim run = Sevsim.run("launch", "--seed", 1);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        String listing = "/sys/kernel/security/secrets/coco";
        assertThat(run.out())
                .contains("ls -la " + listing)
                .contains("total 0\n")
                .contains("drwxr-xr-x 2 root root 0 Jun 28 11:54 .\n")
                .contains("drwxr-xr-x 3 root root 0 Jun 28 11:54 ..\n")
                .contains("-r--r----- 1 root root 0 Jun 28 11:54 736870e5-84f0-4973-92ec-06879ce3da0b\n")
                .contains("-r--r----- 1 root root 0 Jun 28 11:54 83c83f7f-1356-4975-8b7e-d3a0b54312c6\n")
                .contains("-r--r----- 1 root root 0 Jun 28 11:54 9553f55d-3da2-43ee-ab5d-ff17f78864d2\n")
                .contains("00000000: 7468 6573 652d 6172 652d 7468 652d 6b61  these-are-the-ka\n")
                .contains("00000010: 7461 2d73 6563 7265 7473 0001 0203 0405  ta-secrets......\n")
                .contains("00000020: 0607                                     ..\n")
                .contains("verdict: accepted");
        assertThat(run.out().split("-r--r----- 1 root root 0 Jun 28 11:54 " + KATA, -1))
                .as("listed once, before the removal")
                .hasSize(2);
        assertThat(run.out().substring(run.out().indexOf("the host's view of the secret page")))
                .doesNotContain("these-are");
    }

    @Test
    void reportsEverythingAsJson() {
        Sevsim run = Sevsim.run("launch", "--seed", 1, "--json");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        JsonNode report = run.json();
        assertThat(report.get("seed").asLong()).isEqualTo(1);
        assertThat(report.get("verdict").asString()).isEqualTo("accepted");
        assertThat(Base64.getDecoder().decode(report.get("measurement").asString()))
                .hasSize(48);
        assertThat(report.get("launchDigest").asString()).matches("[0-9a-f]{64}");
        assertThat(report.get("policy").asString()).isEqualTo("0x1");
        assertThat(report.get("apiMajor").isInt()).isTrue();
        assertThat(report.get("apiMinor").isInt()).isTrue();
        assertThat(report.get("buildId").isInt()).isTrue();
        assertThat(report.get("secrets").size()).isEqualTo(4);
    }

    @Test
    void sameSeedGivesTheSameTraceAndAnotherSeedAnother() throws Exception {
        Path first = directory.resolve("a.jsonl");
        Path second = directory.resolve("b.jsonl");
        Path third = directory.resolve("c.jsonl");

        assertThat(Sevsim.run("launch", "--seed", 5, "--json", "--trace", first).status())
                .isZero();
        assertThat(Sevsim.run("launch", "--seed", 5, "--json", "--trace", second)
                        .status())
                .isZero();
        assertThat(Sevsim.run("launch", "--seed", 6, "--json", "--trace", third).status())
                .isZero();

        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
        assertThat(Files.mismatch(first, third)).isNotEqualTo(-1);
        assertThat(Sevsim.run("trace", "diff", first, second).status()).isZero();
        assertThat(Sevsim.run("trace", "diff", first, third).status()).isEqualTo(1);
    }

    @Test
    void traceHoldsNoPlainSecretUnlessAsked() throws Exception {
        Path quiet = directory.resolve("quiet.jsonl");
        Path teaching = directory.resolve("teaching.jsonl");

        Sevsim.run("launch", "--seed", 5, "--json", "--trace", quiet);
        Sevsim.run("launch", "--seed", 5, "--json", "--trace", teaching, "--reveal-secrets-in-trace");

        String hexOfSecret = "74686573652d6172652d7468652d6b617461";
        assertThat(Files.readString(quiet)).doesNotContain("these-are-the-ka").doesNotContain(hexOfSecret);
        assertThat(Files.readString(teaching)).containsAnyOf("these-are-the-ka", "6573652d6172652d");
    }

    @Test
    void runsTheCommandsThatAreGiven() {
        Sevsim run = Sevsim.run(
                "launch",
                "--seed",
                2,
                "--secret",
                KATA + "=hello",
                "--run",
                "cat /sys/kernel/security/secrets/coco/" + KATA,
                "--run",
                "lsmod",
                "--run",
                "dmesg");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("hello")
                .contains("efi_secret")
                .contains("Created 1 entries in securityfs secrets/coco")
                .contains("Memory Encryption Features active: AMD SEV");
    }

    @Test
    void takesASecretTableAsItIs() throws Exception {
        Path table = directory.resolve("table.bin");
        String line = Files.readAllLines(Sevsim.vector("efi-secret-cases.jsonl")).stream()
                .filter(l -> l.contains("\"case\":\"seed-four-secrets\""))
                .findFirst()
                .orElseThrow();
        Files.write(
                table,
                java.util.HexFormat.of().parseHex(Sevsim.parse(line).get("area").asString()));

        Sevsim run = Sevsim.run("launch", "--seed", 2, "--secret-table", table, "--run", "dmesg");

        assertThat(run.out()).contains("Created 4 entries in securityfs secrets/coco");
        assertThat(run.status()).isZero();
    }
}
