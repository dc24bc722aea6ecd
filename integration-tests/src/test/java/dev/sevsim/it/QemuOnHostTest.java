package dev.sevsim.it;

import static dev.sevsim.it.LibvirtTool.accepts;
import static dev.sevsim.it.LibvirtTool.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The unmodified QEMU on a simulated host: it launches the guest, an owner attests over QEMU's own monitor and injects a secret,
 * and the modelled firmware and kernel boot to a shell that shows it.
 */
@Timeout(120)
class QemuOnHostTest {
    /** CPUID 0x8000001F EBX[5:0] of the simulated processor, which QEMU compares with its cbitpos. */
    private static final int C_BIT = 51;

    private static final int PATIENCE_SECONDS = 60;

    /** Where the image of the vectors has its secret area. */
    private static final int SECRET_AREA = 0x81_0000;

    @TempDir
    private Path directory;

    private SupervisedRun host = new SupervisedRun(Path.of(""));

    @BeforeEach
    void require() throws IOException {
        InstalledFiles.requireProgram("qemu-system-x86_64");
        InstalledFiles.requireProgram(LibvirtTool.NAME);
        host = SupervisedRun.in(directory);
    }

    /** The memory of the last two guests is a file that other processes may share. */
    @ParameterizedTest(name = "policy {0}, {1} vCPUs, machine {2}, kernel {3}")
    @CsvSource({
        "0x1, 1, q35, 6.1",
        "0x1, 4, pc, newest",
        "0x5, 1, q35, newest",
        "0x5, 4, pc, 6.1",
        "0x1, 1, 'q35,memory-backend=ram', newest",
        "0x5, 8, 'q35,memory-backend=ram', newest",
    })
    void launchesAGuestThatAnOwnerTrusts(String policy, int vcpus, String machine, String kernel) throws Exception {
        OwnedGuest guest = OwnedGuest.make(directory, policy);
        Path secret = Files.writeString(directory.resolve("secret.txt"), "sealed-for-a-real-vmm");
        Path header = directory.resolve("header.b64");
        Path payload = directory.resolve("payload.b64");
        Process qemu = start(guest, policy, vcpus, machine, kernel);
        try (QmpConversation qmp = QmpConversation.begin(socket("qmp"));
                SerialLine serial = new SerialLine(socket("serial"))) {
            assertThat(qmp.execute("query-sev").get("state").asString()).isEqualTo("launch-secret");
            List<Object> inputs = new ArrayList<>(List.of("--firmware", guest.firmware()));
            inputs.addAll(List.of(guest.boot().options("--cmdline")));
            if (policy.equals("0x5")) {
                inputs.addAll(List.of("--num-cpus", vcpus, "--cpu-family", 23, "--cpu-model", 1, "--cpu-stepping", 2));
            }
            List<Object> others = new ArrayList<>(inputs);
            others.set(1, guest.altered(guest.firmware(), 100));
            refuses(guest.tool().check(qmp, others.toArray()));
            inputs.addAll(List.of(OwnedGuest.sealing(secret, header, payload)));
            accepts(guest.tool().check(qmp, inputs.toArray()));
            JsonNode injected = qmp.inject(Files.readString(header), Files.readString(payload));
            assertThat(injected.toString()).isEqualTo("{\"return\":{}}");
            assertThat(inMemory(qmp)).as("the secret area as the host sees it").doesNotContain("sealed-for-a-real-vmm");
            qmp.execute("cont");

            String printed = serial.type("cat /sys/kernel/security/secrets/coco/" + OwnedGuest.SECRET_GUID, "poweroff");
            assertThat(printed).contains("sealed-for-a-real-vmm", "reboot: Power down");
            if (policy.equals("0x5") && vcpus > 1) {
                assertThat(printed).contains("MpInitLib: " + vcpus + " of " + vcpus + " vCPU came");
            }
            assertThat(qmp.eventsToTheEnd()).contains("RESUME", "SHUTDOWN");
            assertThat(qemu.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(qemu.exitValue()).isZero();
        } finally {
            qemu.destroy();
        }
    }

    /** What QEMU writes of the page that has the secret, which is not empty. */
    private String inMemory(QmpConversation qmp) throws IOException {
        Path file = directory.resolve("page.bin");
        JsonNode saved = qmp.ask("{\"execute\":\"pmemsave\",\"arguments\":{\"val\":" + SECRET_AREA
                + ",\"size\":3072,\"filename\":\"" + file + "\"}}");
        assertThat(saved.toString()).isEqualTo("{\"return\":{}}");
        byte[] content = Files.readAllBytes(file);
        assertThat(content).isNotEqualTo(new byte[content.length]);
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    private Process start(OwnedGuest guest, String policy, int vcpus, String machine, String kernel) throws Exception {
        List<Object> words = host.words(
                List.of("--state", guest.owner().state(), "--host-kernel", kernel),
                "qemu-system-x86_64",
                "-nodefaults",
                "-display",
                "none",
                "-S",
                "-accel",
                "kvm",
                "-machine",
                machine + ",confidential-guest-support=sev0",
                "-object",
                "memory-backend-memfd,id=ram,size=256M,share=on",
                "-m",
                "256M",
                "-smp",
                vcpus,
                "-cpu",
                "EPYC",
                "-object",
                "sev-guest,id=sev0,cbitpos=" + C_BIT + ",reduced-phys-bits=1,kernel-hashes=on,policy=" + policy
                        + ",dh-cert-file=" + guest.owner().out().resolve("vm_godh.b64")
                        + ",session-file=" + guest.owner().out().resolve("vm_session.b64"),
                "-drive",
                "if=pflash,format=raw,unit=0,readonly=on,file=" + guest.firmware(),
                "-qmp",
                socket("qmp") + ",server,wait=off",
                "-serial",
                socket("serial") + ",server,wait=off");
        words.addAll(List.of(guest.boot().options("-append")).stream()
                .map(word -> word.toString().replaceFirst("^--(kernel|initrd)$", "-$1"))
                .toList());
        List<String> texts = words.stream().map(Object::toString).toList();
        Process qemu = new ProcessBuilder(texts)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("qemu.log").toFile())
                .start();
        awaitSockets(qemu);
        return qemu;
    }

    private void awaitSockets(Process qemu) throws Exception {
        for (String name : List.of("qmp", "serial")) {
            while (!Files.exists(Path.of(socket(name).substring("unix:".length())))) {
                assertThat(qemu.isAlive()).as(() -> "QEMU ended: " + log()).isTrue();
                Thread.sleep(20);
            }
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("qemu.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String socket(String name) {
        return "unix:" + directory.resolve(name + ".sock");
    }
}
