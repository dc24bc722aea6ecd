package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A guest owner who works with files, each step a command of its own. */
class OwnerFlowTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";

    private final Path directory;
    private final Path state;
    private final Path out;

    OwnerFlowTest(@TempDir Path directory) {
        this.directory = directory;
        state = directory.resolve("state");
        out = directory.resolve("out");
        Sevsim.run("platform", "export", "--state", state, "--out", out).requireSuccess();
    }

    @Test
    void exportsEveryCertificateInItsRealSize() {
        assertThat(out.resolve("pdh.cert")).hasSize(2084);
        assertThat(out.resolve("pek.cert")).hasSize(2084);
        assertThat(out.resolve("oca.cert")).hasSize(2084);
        assertThat(out.resolve("cek.cert")).hasSize(2084);
        assertThat(out.resolve("ask.cert")).hasSize(1600);
        assertThat(out.resolve("ark.cert")).hasSize(1600);
        assertThat(out.resolve("sev.chain")).hasSize(8336);
        assertThat(out.resolve("full.chain")).hasSize(11536);
    }

    @Test
    void verifiesTheExportedChainAndNamesABrokenLink() throws Exception {
        assertThat(Sevsim.run("owner", "verify", "--chain", out.resolve("full.chain"))
                        .requireSuccess()
                        .out())
                .contains("PDH")
                .contains("simulated");

        byte[] chain = Files.readAllBytes(out.resolve("full.chain"));
        chain[2084 + 0x20] ^= 1;
        Path broken = Files.write(directory.resolve("broken.chain"), chain);
        Sevsim refused = Sevsim.run("owner", "verify", "--chain", broken);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("PEK");
    }

    @Test
    void attestsAndInjectsThroughFilesAlone() throws Exception {
        OwnerSession.make(out, "0x1", out);
        assertThat(Base64.getDecoder().decode(Files.readString(out.resolve("vm_godh.b64"))))
                .hasSize(2084);
        assertThat(Base64.getDecoder().decode(Files.readString(out.resolve("vm_session.b64"))))
                .hasSize(128);
        assertThat(out.resolve("vm_tik.bin")).hasSize(16);
        assertThat(out.resolve("vm_tek.bin")).hasSize(16);

        JsonNode launch = fromAnEncryptedDisk();

        assertThat(launch.get("console").asString())
                .contains("unlocked with the launch secret")
                .doesNotContain("disk-pass");
        String measurement = launch.get("measurement").asString();
        measure(launch, measurement, "fw/synth-amdsev.fd").requireSuccess();
        assertThat(measure(launch, measurement, "fw/synth-nomd.fd").status()).isEqualTo(1);

        Sevsim.run(
                        "owner",
                        "secret",
                        "--tik",
                        out.resolve("vm_tik.bin"),
                        "--tek",
                        out.resolve("vm_tek.bin"),
                        "--measurement",
                        measurement,
                        "--secret",
                        GUID + "=disk-pass",
                        "--name",
                        "vm",
                        "--out",
                        out)
                .requireSuccess();
        assertThat(Base64.getDecoder().decode(Files.readString(out.resolve("vm_secret_header.b64"))))
                .hasSize(52);
    }

    /** A launch whose owner injects the passphrase of its disk. */
    private JsonNode fromAnEncryptedDisk() throws IOException {
        return Sevsim.run(
                        "launch",
                        "--json",
                        "--firmware",
                        Sevsim.vector("fw/synth-amdsev.fd"),
                        "--encrypted-disk",
                        new OwnerSession(state, out).launchOptions(),
                        "--secret",
                        GUID + "=@" + Files.writeString(directory.resolve("passphrase"), "disk-pass\0"))
                .requireSuccess()
                .json();
    }

    @Test
    void refusesASessionForAnotherPlatform() {
        Path elsewhere = directory.resolve("elsewhere");
        Sevsim.run("platform", "export", "--state", directory.resolve("state2"), "--out", elsewhere)
                .requireSuccess();
        OwnerSession.make(elsewhere, "0x1", out);

        Sevsim run = Sevsim.run(
                "launch",
                "--state",
                state,
                "--dh-cert",
                out.resolve("vm_godh.b64"),
                "--session",
                out.resolve("vm_session.b64"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("fw_error=11 'Bad measurement'");
    }

    @Test
    void realToolAcceptsTheMeasurement() throws Exception {
        InstalledFiles.requireProgram(LibvirtTool.NAME);
        OwnerSession.make(out, "0x1", out);
        Path firmware = Sevsim.vector("fw/synth-amdsev.fd").toAbsolutePath();
        Path kernel = Sevsim.vector("fw/synth-kernel.bin").toAbsolutePath();
        Sevsim run = Sevsim.run(
                "launch",
                "--json",
                "--firmware",
                firmware,
                "--kernel",
                kernel,
                "--append",
                "console=ttyS0",
                new OwnerSession(state, out).launchOptions(),
                "--no-secrets");
        assertThat(run.status()).as("the vector is no kernel").isEqualTo(5);
        JsonNode launch = run.json();

        ToolRun same = validate(launch, firmware, kernel, "console=ttyS0");
        ToolRun other = validate(launch, firmware, kernel, "console=ttyS1");

        LibvirtTool.accepts(same);
        assertThat(other.status()).isEqualTo(1);
    }

    private ToolRun validate(JsonNode launch, Path firmware, Path kernel, String append) throws Exception {
        return new LibvirtTool(directory, new OwnerSession(state, out))
                .check(
                        launch.get("measurement").asString(),
                        launch.get("apiMajor").asInt(),
                        launch.get("apiMinor").asInt(),
                        launch.get("buildId").asInt(),
                        Integer.decode(launch.get("policy").asString()),
                        "--firmware",
                        firmware,
                        "--kernel",
                        kernel,
                        "--cmdline",
                        append);
    }

    private Sevsim measure(JsonNode launch, String measurement, String firmware) {
        return Sevsim.run(
                "owner", "measure",
                "--firmware", Sevsim.vector(firmware),
                "--policy", "0x1",
                "--api-major", launch.get("apiMajor").asInt(),
                "--api-minor", launch.get("apiMinor").asInt(),
                "--build-id", launch.get("buildId").asInt(),
                "--tik", out.resolve("vm_tik.bin"),
                "--measurement", measurement);
    }
}
