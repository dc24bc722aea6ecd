package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * libvirt's daemon on a simulated host, unmodified, with the unmodified QEMU: virsh defines and starts an SEV domain, its owner attests it
 * over the daemon and seals a secret, and virsh injects that and lets the guest run.
 *
 * <p>The daemon is one of a session, without rights: a test of root runs in a user namespace where it is another user.
 */
@Timeout(180)
class LibvirtDaemonTest {
    private static final int DEADLINE_SECONDS = 60;
    private static final Pattern MEASUREMENT = Pattern.compile("sev-measurement: ([A-Za-z0-9+/]{64})\n");

    @TempDir
    private Path directory;

    private SupervisedRun host = new SupervisedRun(Path.of(""));
    private @Nullable Process daemon;

    @BeforeEach
    void require() throws IOException {
        for (String program : List.of("libvirtd", "virsh", "qemu-system-x86_64", "unshare", LibvirtTool.NAME)) {
            InstalledFiles.requireProgram(program);
        }
        assumeTrue(
                Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so")),
                "libvirt's driver for QEMU is not installed");
        host = SupervisedRun.in(directory);
    }

    @AfterEach
    void end() throws IOException, InterruptedException {
        if (daemon != null) {
            // A domain outlives its daemon.
            ToolRun unused = ToolRun.of(directory, "virsh", "-c", uri(), "destroy", "sev");
            daemon.destroy();
            assertThat(daemon.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest(name = "policy {0}, host kernel {1}")
    @CsvSource({"0x1, 6.1", "0x5, newest"})
    void startsADomainThatItsOwnerTrusts(String policy, String kernel) throws Exception {
        OwnedGuest guest = OwnedGuest.make(directory, policy);
        start(guest, kernel);
        assertThat(virsh("domcapabilities", "--virttype", "kvm", "--machine", "q35"))
                .contains("<sev supported='yes'>", "<cbitpos>51</cbitpos>");
        assertThat(virsh("nodesevinfo")).containsPattern("cbitpos +: 51").containsPattern("pdh +: AQAAAAE3");
        assertThat(virsh("define", domain(guest, policy))).contains("Domain 'sev' defined");
        assertThat(virsh("start", "sev", "--paused")).contains("Domain 'sev' started");
        String launched = virsh("domlaunchsecinfo", "sev");
        assertThat(launched)
                .containsPattern("sev-api-major +: 1\n")
                .containsPattern("sev-api-minor +: 55\n")
                .containsPattern("sev-build-id +: 24\n")
                .containsPattern("sev-policy +: " + Integer.decode(policy));

        List<Object> other = inputs(guest, policy);
        other.set(1, guest.altered(guest.firmware(), 100));
        // The daemon runs on the owner's machine, which the tool refuses otherwise.
        other.add("--insecure");
        LibvirtTool.refuses(guest.tool().connect(uri(), "sev", other.toArray()));
        Path header = directory.resolve("header.b64");
        Path payload = directory.resolve("payload.b64");
        List<Object> sealing = inputs(guest, policy);
        Path secret = Files.writeString(directory.resolve("secret.txt"), "sealed-for-libvirt");
        sealing.addAll(List.of(OwnedGuest.sealing(secret, header, payload)));
        Matcher measurement = MEASUREMENT.matcher(launched);
        assertThat(measurement.find()).isTrue();
        LibvirtTool.accepts(
                guest.tool().check(measurement.group(1), 1, 55, 24, Integer.decode(policy), sealing.toArray()));

        assertThat(virsh("domsetlaunchsecstate", "sev", "--secrethdr", header, "--secret", payload))
                .doesNotContain("error");
        try (SerialLine serial = new SerialLine("unix:" + directory.resolve("serial.sock"))) {
            assertThat(virsh("resume", "sev")).contains("Domain 'sev' resumed");
            assertThat(serial.type("cat /sys/kernel/security/secrets/coco/" + OwnedGuest.SECRET_GUID, "poweroff"))
                    .contains("sealed-for-libvirt", "reboot: Power down");
        }
        awaitShutOff();
    }

    private void awaitShutOff() throws Exception {
        while (!virsh("domstate", "sev").startsWith("shut off")) {
            Thread.sleep(50);
        }
    }

    private static List<Object> inputs(OwnedGuest guest, String policy) {
        List<Object> inputs = new ArrayList<>(List.of("--firmware", guest.firmware()));
        inputs.addAll(List.of(guest.boot().options("--cmdline")));
        if (policy.equals("0x5")) {
            inputs.addAll(List.of("--num-cpus", 1, "--cpu-family", 23, "--cpu-model", 1, "--cpu-stepping", 2));
        }
        return inputs;
    }

    private Path domain(OwnedGuest guest, String policy) throws IOException {
        return Files.writeString(directory.resolve("domain.xml"), """
                <domain type='kvm'>
                  <name>sev</name>
                  <memory unit='MiB'>256</memory>
                  <vcpu>1</vcpu>
                  <cpu mode='custom' match='exact' check='none'><model>EPYC</model></cpu>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                    <loader readonly='yes' type='pflash' stateless='yes'>%s</loader>
                    <kernel>%s</kernel>
                    <initrd>%s</initrd>
                    <cmdline>%s</cmdline>
                  </os>
                  <features><acpi/></features>
                  <launchSecurity type='sev' kernelHashes='yes'>
                    <cbitpos>51</cbitpos>
                    <reducedPhysBits>1</reducedPhysBits>
                    <policy>%s</policy>
                    <dhCert>%s</dhCert>
                    <session>%s</session>
                  </launchSecurity>
                  <devices>
                    <emulator>/usr/bin/qemu-system-x86_64</emulator>
                    <serial type='unix'><source mode='bind' path='%s'/></serial>
                    <controller type='usb' model='none'/>
                    <memballoon model='none'/>
                  </devices>
                </domain>
                """.formatted(
                guest.firmware(),
                guest.kernel(),
                guest.initrd(),
                guest.boot().commandLine(),
                policy,
                Files.readString(guest.owner().out().resolve("vm_godh.b64")).strip(),
                Files.readString(guest.owner().out().resolve("vm_session.b64")).strip(),
                directory.resolve("serial.sock")));
    }

    /** Starts the daemon; its directories are in that of the test, and it writes its own logs. */
    private void start(OwnedGuest guest, String kernel) throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Path run = Files.createDirectory(
                directory.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path configuration = Files.createDirectories(home.resolve(".config/libvirt"));
        Files.writeString(configuration.resolve("qemu.conf"), "stdio_handler = \"file\"\n");
        Map<String, ?> variables = Map.of(
                "HOME",
                home,
                "XDG_RUNTIME_DIR",
                run,
                "XDG_CONFIG_HOME",
                home.resolve(".config"),
                "XDG_CACHE_HOME",
                home.resolve(".cache"));
        // What sevsim compiles stays in the cache of the tests' user, which is another one in the namespace.
        List<Object> words =
                new ArrayList<>(List.of("env", "XDG_CACHE_HOME=" + Path.of(System.getProperty("user.home"), ".cache")));
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(List.of("unshare", "-U", "--map-user=65534", "--map-group=65534", "--"));
        }
        words.addAll(host.words(
                List.of("--state", guest.owner().state(), "--host-kernel", kernel),
                SupervisedRun.with(variables, "libvirtd")));
        Process started = new ProcessBuilder(
                        words.stream().map(Object::toString).toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("libvirtd.log").toFile())
                .start();
        daemon = started;
        while (!Files.exists(socket())) {
            assertThat(started.isAlive()).as(() -> "libvirtd ended: " + log()).isTrue();
            Thread.sleep(20);
        }
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("libvirtd.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path socket() {
        return directory.resolve("run/libvirt/libvirt-sock");
    }

    private String uri() {
        return "qemu+unix:///session?socket=" + socket();
    }

    private String virsh(Object... words) throws IOException, InterruptedException {
        List<Object> command = new ArrayList<>(List.of("virsh", "-c", uri()));
        command.addAll(List.of(words));
        ToolRun run = ToolRun.of(directory, command.toArray());
        assertThat(run.status()).as(() -> run.output() + log()).isZero();
        return run.output();
    }
}
