package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * libvirt's {@code virt-qemu-sev-validate}, unmodified, over its own protocol: {@code serve --libvirt}.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.
 */
@Timeout(90)
class LibvirtToolTest {
    private static final String COMMAND_LINE = "console=ttyS0 quiet=<&> root=none";

    @TempDir
    private Path directory;

    private OwnedGuest guest;

    @BeforeEach
    void makeTheGuest() throws IOException, InterruptedException {
        InstalledFiles.requirePythonModule("libvirt");
        guest = OwnedGuest.make(directory, "0x1");
        Files.writeString(directory.resolve("secret.txt"), "injected-over-libvirt");
    }

    private ServingSevsim serve(Object... more) {
        List<Object> words = new ArrayList<>(List.of("--libvirt", "unix:" + directory.resolve("libvirt.sock")));
        words.addAll(List.of(more));
        return guest.serve(words.toArray());
    }

    private ToolRun validate(Object... more) throws Exception {
        return guest.tool().connect(directory.resolve("libvirt.sock"), more);
    }

    @Test
    void attestsInjectsAndStartsTheGuest() throws Exception {
        MeasuredBoot boot = new MeasuredBoot(guest.kernel(), guest.initrd(), COMMAND_LINE);
        List<Object> words =
                new ArrayList<>(List.of("--firmware", guest.firmware(), "--inject-secret", "luks-key:secret.txt"));
        words.addAll(List.of(boot.options("--cmdline")));
        try (ServingSevsim serving = serve(boot.options());
                QmpConversation qmp = serving.qmp();
                SerialLine serial = new SerialLine(serving.serialAddress())) {
            ToolRun run = validate(words.toArray());
            assertThat(run.output()).contains("OK: Looks good to me", "OK: Injected 1 secrets");
            assertThat(run.status()).isZero();

            assertThat(serial.type("cat /sys/kernel/security/secrets/coco/" + OwnedGuest.SECRET_GUID, "poweroff"))
                    .contains("injected-over-libvirt");
            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(serving.status()).isZero();
        }
    }

    @Test
    void refusesAnotherImageAndAnUnknownDomain() throws Exception {
        Path other = guest.altered(guest.firmware(), 100);
        try (ServingSevsim serving = serve();
                QmpConversation qmp = serving.qmp()) {
            ToolRun mismatch = validate("--firmware", other, "--inject-secret", "luks-key:secret.txt");
            assertThat(mismatch.output()).contains("Measurement does not match, VM is not trustworthy");
            assertThat(mismatch.status()).isEqualTo(1);
            ToolRun unknown = validate("--firmware", guest.firmware(), "--domain", "unknown");
            assertThat(unknown.output()).contains("Domain not found");
            assertThat(unknown.status()).isEqualTo(6);
            assertThat(qmp.execute("query-sev").get("state").asString()).isEqualTo("launch-secret");

            assertThat(qmp.execute("cont")).isNotNull();
            ToolRun running = validate("--firmware", guest.firmware(), "--inject-secret", "luks-key:secret.txt");
            assertThat(running.status()).isEqualTo(5);
        }
    }

    @Test
    void worksWithoutAMonitorAndBesideHostileClients() throws Exception {
        Path socket = directory.resolve("libvirt.sock");
        Process host = Sevsim.process(
                "serve",
                "--json",
                "--state",
                guest.owner().state().toString(),
                "--libvirt",
                "unix:" + socket,
                "--serial",
                "file:" + directory.resolve("console.txt"),
                "--dh-cert",
                guest.owner().out().resolve("vm_godh.b64").toString(),
                "--session",
                guest.owner().out().resolve("vm_session.b64").toString(),
                "--firmware",
                guest.firmware().toString());
        try (var ready = host.inputReader()) {
            assertThat(ready.readLine()).contains("libvirt").doesNotContain("qmp");
            try (SocketChannel garbage = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    SocketChannel half = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                garbage.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
                half.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 40, 0x20}));
                ToolRun run = validate("--firmware", guest.firmware(), "--inject-secret", "luks-key:secret.txt");
                assertThat(run.output()).contains("OK: Injected 1 secrets");
            }
            host.destroy();
            assertThat(host.waitFor()).isZero();
        }
        assertThat(socket).doesNotExist();
    }
}
