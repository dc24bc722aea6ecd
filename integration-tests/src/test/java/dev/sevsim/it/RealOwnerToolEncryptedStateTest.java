package dev.sevsim.it;

import static dev.sevsim.it.LibvirtTool.accepts;
import static dev.sevsim.it.LibvirtTool.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * libvirt's {@code virt-qemu-sev-validate}, unmodified, as the owner of an SEV-ES VM that is reached over QMP. The tool
 * builds the save areas itself, or takes files of them.
 *
 * <p>Source: docs/reference/guest-owner-tools.md sections 6.3 and 10.
 */
@Timeout(90)
class RealOwnerToolEncryptedStateTest {
    private static final List<Object> MILAN = List.of("--cpu-family", 25, "--cpu-model", 1, "--cpu-stepping", 1);

    @TempDir
    private Path directory;

    private OwnedGuest guest;

    @BeforeEach
    void makeTheGuest() throws IOException {
        guest = OwnedGuest.make(directory, "0x5");
    }

    private ServingSevsim serve(int vcpus, Object... more) {
        List<Object> words = new ArrayList<>(List.of("--vcpus", vcpus, "--policy", "0x5"));
        words.addAll(List.of(more));
        return guest.serve(words.toArray());
    }

    /** Runs the tool on what the monitor reports. */
    private ToolRun validate(QmpConversation qmp, Path image, int vcpus, List<Object> processors, Object... more)
            throws Exception {
        List<Object> words = new ArrayList<>(List.of("--firmware", image, "--num-cpus", vcpus));
        words.addAll(processors);
        words.addAll(List.of(more));
        return guest.tool().check(qmp, words.toArray());
    }

    private static List<Object> areas(Path boot, Path other) {
        return List.of("--vmsa-cpu0", boot, "--vmsa-cpu1", other);
    }

    private static Path area(String name) {
        return Sevsim.vector("vmsa/" + name + ".bin").toAbsolutePath();
    }

    @ParameterizedTest(name = "{0} vCPUs")
    @ValueSource(ints = {1, 4})
    void sealsASecretThatTheGuestReads(int vcpus) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "sealed-for-an-es-guest");
        Path header = directory.resolve("header.b64");
        Path payload = directory.resolve("payload.b64");
        try (ServingSevsim host = serve(vcpus, guest.boot().options());
                QmpConversation qmp = host.qmp();
                SerialLine serial = new SerialLine(host.serialAddress())) {
            assertThat(qmp.execute("query-sev").get("policy").asInt()).isEqualTo(5);
            assertThat(qmp.execute("query-sev").get("state").asString()).isEqualTo("launch-secret");
            List<Object> inputs = new ArrayList<>(MILAN);
            inputs.addAll(List.of(guest.boot().options("--cmdline")));
            accepts(validate(qmp, guest.firmware(), vcpus, inputs, OwnedGuest.sealing(secret, header, payload)));
            JsonNode injected = qmp.inject(Files.readString(header), Files.readString(payload));
            assertThat(injected.toString()).isEqualTo("{\"return\":{}}");
            qmp.execute("cont");
            String printed =
                    serial.type("cat /sys/kernel/security/secrets/coco/" + OwnedGuest.SECRET_GUID, "dmesg", "poweroff");

            assertThat(printed).contains("sealed-for-an-es-guest").contains("AMD SEV SEV-ES");
            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(host.status()).isZero();
        }
    }

    @ParameterizedTest(name = "{0} vCPUs")
    @ValueSource(ints = {1, 4})
    void refusesEachInputThatDiffersByAByte(int vcpus) throws Exception {
        Path boot = area("vmsa-libvirt-25-1-1-cpu0");
        Path other = area("vmsa-libvirt-25-1-1-cpu1");
        try (ServingSevsim host = serve(vcpus);
                QmpConversation qmp = host.qmp()) {
            accepts(validate(qmp, guest.firmware(), vcpus, areas(boot, other)));
            refuses(validate(qmp, guest.altered(guest.firmware(), 100), vcpus, areas(boot, other)));
            refuses(validate(qmp, guest.firmware(), vcpus, areas(guest.altered(boot, 0x310), other)));
            refuses(validate(qmp, guest.firmware(), vcpus, areas(guest.altered(boot, 0xFFF), other)));
            refuses(validate(qmp, guest.firmware(), vcpus + 1, areas(boot, other)));
            ToolRun anotherApplicationProcessor =
                    validate(qmp, guest.firmware(), vcpus, areas(boot, guest.altered(other, 0x178)));
            if (vcpus > 1) {
                refuses(anotherApplicationProcessor);
                refuses(validate(qmp, guest.firmware(), vcpus, areas(boot, boot)));
            } else {
                accepts(anotherApplicationProcessor);
            }
        }
    }

    @Test
    void identifiesATypedVmByItsSaveAreasAlone() throws Exception {
        try (ServingSevsim host = serve(2, "--legacy-vm-type", "off", "--host-kernel", "newest");
                QmpConversation qmp = host.qmp()) {
            refuses(validate(qmp, guest.firmware(), 2, MILAN));
            accepts(validate(
                    qmp, guest.firmware(), 2, areas(area("vmsa-seves-qemu-milan-0"), area("vmsa-seves-qemu-milan-1"))));
        }
    }

    @Test
    void attestsAndInjectsOverLibvirtWithProcessorsItIsTold() throws Exception {
        InstalledFiles.requirePythonModule("libvirt");
        Files.writeString(directory.resolve("secret.txt"), "sealed-over-libvirt");
        try (ServingSevsim host =
                        serve(4, guest.boot().options(), "--libvirt", "unix:" + directory.resolve("libvirt.sock"));
                QmpConversation qmp = host.qmp();
                SerialLine serial = new SerialLine(host.serialAddress())) {
            refuses(overLibvirt(3));
            ToolRun right = overLibvirt(4, "--inject-secret", OwnedGuest.SECRET_GUID + ":secret.txt");
            accepts(right);
            assertThat(right.output()).contains("OK: Injected 1 secrets");

            assertThat(serial.type("cat /sys/kernel/security/secrets/coco/" + OwnedGuest.SECRET_GUID, "poweroff"))
                    .contains("sealed-over-libvirt");
            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(host.status()).isZero();
        }
    }

    private ToolRun overLibvirt(int vcpus, Object... more) throws Exception {
        List<Object> words = new ArrayList<>(List.of("--firmware", guest.firmware(), "--num-cpus", vcpus));
        words.addAll(MILAN);
        words.addAll(List.of(guest.boot().options("--cmdline")));
        words.addAll(List.of(more));
        return guest.tool().connect(directory.resolve("libvirt.sock"), words.toArray());
    }
}
