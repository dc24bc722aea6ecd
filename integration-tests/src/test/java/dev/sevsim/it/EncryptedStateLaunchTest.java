package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * SEV-ES guests from the command line to their secrets. Source: docs/reference/kvm-host.md sections 4.4, 5.2, 5.5 and
 * 5.6.
 */
class EncryptedStateLaunchTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final String FILE = "/sys/kernel/security/secrets/coco/" + GUID;

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0} vCPUs, legacy-vm-type {1}")
    @CsvSource({"1, on", "4, on", "1, off", "4, off"})
    void showsTheSecretsOfAGuestWhoseRegistersTheHostCannotSee(int vcpus, String legacy) {
        Sevsim run = Sevsim.run(
                "launch",
                machine(vcpus, legacy),
                "--seed",
                1,
                "--secret",
                GUID + "=held-in-registers",
                "--run",
                "cat " + FILE,
                "--run",
                "dmesg");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("held-in-registers")
                .contains("Memory Encryption Features active: AMD SEV SEV-ES\n")
                .contains("LAUNCH_UPDATE_VMSA: registers of " + vcpus + (vcpus == 1 ? " vCPU " : " vCPUs "))
                .contains(legacy.equals("on") ? "KVM_SEV_ES_INIT, " : "KVM_SEV_INIT2, ")
                .contains("reboot: Power down")
                .contains(vcpus == 1 ? "1 vCPU, GHCB" : "MpInitLib: 4 of 4 vCPU came")
                .contains("verdict: accepted");
    }

    @Test
    void takesThePolicyBitForTheOption() {
        JsonNode byBit = json("--policy", "0x5");
        JsonNode byOption = json("--sev-es");

        assertThat(byBit.get("policy").asString()).isEqualTo("0x5");
        assertThat(byOption.get("policy").asString()).isEqualTo("0x5");
        assertThat(byBit.get("launchDigest").asString())
                .isEqualTo(byOption.get("launchDigest").asString());
        assertThat(byBit.get("console").asString()).contains("AMD SEV SEV-ES");
    }

    private static Object[] machine(int vcpus, String legacy) {
        return new Object[] {"--sev-es", "--vcpus", vcpus, "--legacy-vm-type", legacy, "--host-kernel", "newest"};
    }

    private static JsonNode json(Object... options) {
        Sevsim run = Sevsim.run("launch", "--json", "--run", "dmesg", options);
        assertThat(run.status()).as(run.err()).isZero();
        return run.json();
    }

    @ParameterizedTest(name = "{0} vCPUs, legacy-vm-type {1}")
    @CsvSource({
        "1, on, vmsa-libvirt-25-1-1-cpu",
        "4, on, vmsa-libvirt-25-1-1-cpu",
        "1, off, vmsa-seves-qemu-milan-",
        "4, off, vmsa-seves-qemu-milan-",
    })
    void measuresTheSaveAreasThatOtherToolsMake(int vcpus, String legacy, String areas)
            throws IOException, NoSuchAlgorithmException {
        Path firmware = Sevsim.vector("fw/synth-amdsev.fd");
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        expected.update(Files.readAllBytes(firmware));
        for (int i = 0; i < vcpus; i++) {
            expected.update(Files.readAllBytes(Sevsim.vector("vmsa/" + areas + Math.min(i, 1) + ".bin")));
        }

        JsonNode report = json(machine(vcpus, legacy), "--firmware", firmware, "--encrypted-disk");

        assertThat(report.get("launchDigest").asString())
                .isEqualTo(HexFormat.of().formatHex(expected.digest()));
        assertThat(report.get("verdict").asString()).isEqualTo("accepted");
    }

    @Test
    void sameSeedGivesTheSameTrace() throws IOException {
        Path first = directory.resolve("a.jsonl");
        Path second = directory.resolve("b.jsonl");
        json("--sev-es", "--vcpus", 2, "--seed", 9, "--trace", first);
        json("--sev-es", "--vcpus", 2, "--seed", 9, "--trace", second);

        assertThat(Files.mismatch(first, second)).isEqualTo(-1);
    }

    @Test
    void leavesNoRegisterOfTheGuestInTheTrace() throws IOException {
        Path trace = directory.resolve("trace.jsonl");
        json(
                "--sev-es",
                "--seed",
                3,
                "--secret",
                GUID + "=held-in-registers",
                "--run",
                "cat " + FILE,
                "--trace",
                trace);

        assertThat(Files.readString(trace))
                .contains("VMGEXIT")
                .doesNotContain("held-in-registers")
                .doesNotContain(HexFormat.of().formatHex("held-in-registers".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void namesTheKernelThatATypedVmNeeds() {
        Sevsim run = Sevsim.run("launch", "--legacy-vm-type", "off");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .contains("ioctl(KVM_CREATE_VM) failed: 22 Invalid argument")
                .contains("--host-kernel newest");
    }

    @Test
    void launchesAPlainGuestInATypedVm() {
        JsonNode typed = json("--legacy-vm-type", "off", "--host-kernel", "newest");
        JsonNode legacy = json("--legacy-vm-type", "on");

        assertThat(typed.get("verdict").asString()).isEqualTo("accepted");
        assertThat(typed.get("launchDigest").asString())
                .as("no save area, no difference")
                .isEqualTo(legacy.get("launchDigest").asString());
    }

    @Test
    void refusesAnImageThatDoesNotSayWhereProcessorsStart() throws IOException {
        byte[] image = Files.readAllBytes(Sevsim.vector("fw/synth-amdsev.fd"));
        image[16318] ^= 1;
        Path without = Files.write(directory.resolve("without.fd"), image);

        Sevsim one = Sevsim.run("launch", "--sev-es", "--firmware", without);
        Sevsim two = Sevsim.run("launch", "--sev-es", "--vcpus", 2, "--firmware", without);

        assertThat(one.status()).isEqualTo(1);
        assertThat(one.err()).contains("SEV information block/Firmware GUID Table block not found in pflash rom");
        assertThat(two.status()).isEqualTo(2);
        assertThat(two.err()).contains("SEV-ES reset block");
    }
}
