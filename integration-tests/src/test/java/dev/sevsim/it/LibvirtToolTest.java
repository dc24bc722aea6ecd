package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.image.EmbeddedKernel;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * libvirt's {@code virt-qemu-sev-validate}, unmodified, over its own protocol: {@code serve --libvirt}.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.
 */
@Timeout(90)
class LibvirtToolTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final String COMMAND_LINE = "console=ttyS0 quiet=<&> root=none";

    @TempDir
    private Path directory;

    private OwnerSession owner = new OwnerSession(Path.of(""), Path.of(""));
    private Path firmware = Path.of("");
    private Path kernel = Path.of("");
    private Path initrd = Path.of("");
    private Path secret = Path.of("");

    @BeforeEach
    void makeTheOwnersSession() throws IOException, InterruptedException {
        InstalledFiles.requireProgram(LibvirtTool.NAME);
        InstalledFiles.requirePythonModule("libvirt");
        firmware = Files.copy(Sevsim.vector("fw/synth-amdsev.fd"), directory.resolve("firmware.fd"));
        kernel = Files.write(directory.resolve("kernel"), EmbeddedKernel.image().toArray());
        initrd =
                Files.write(directory.resolve("initrd"), EmbeddedKernel.initrd().toArray());
        secret = Files.writeString(directory.resolve("secret.txt"), "injected-over-libvirt");
        owner = OwnerSession.make(directory, "0x1");
    }

    private ServingSevsim serve(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "--qmp",
                "unix:" + directory.resolve("qmp.sock"),
                "--libvirt",
                "unix:" + directory.resolve("libvirt.sock"),
                "--serial",
                "unix:" + directory.resolve("console.sock"),
                "--firmware",
                firmware));
        words.addAll(List.of(more));
        return owner.serve(words.toArray());
    }

    private ToolRun validate(Object... more) throws Exception {
        return new LibvirtTool(directory, owner).connect(directory.resolve("libvirt.sock"), more);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void attestsInjectsAndStartsTheGuest(boolean direct) throws Exception {
        Object[] host = direct
                ? new Object[] {"--kernel", kernel, "--initrd", initrd, "--append", COMMAND_LINE}
                : new Object[0];
        Object[] inputs = direct
                ? new Object[] {"--kernel", kernel, "--initrd", initrd, "--cmdline", COMMAND_LINE}
                : new Object[0];
        List<Object> words =
                new ArrayList<>(List.of("--firmware", firmware, "--inject-secret", "luks-key:" + secret.getFileName()));
        words.addAll(List.of(inputs));
        try (ServingSevsim serving = serve(host);
                QmpConversation qmp = serving.qmp();
                SerialLine serial = new SerialLine(serving.serialAddress())) {
            ToolRun run = validate(words.toArray());
            assertThat(run.output()).contains("OK: Looks good to me", "OK: Injected 1 secrets");
            assertThat(run.status()).isZero();

            assertThat(serial.type("cat /sys/kernel/security/secrets/coco/" + GUID, "poweroff"))
                    .contains("injected-over-libvirt");
            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(serving.status()).isZero();
        }
    }

    @Test
    void refusesAnotherImageAndAnUnknownDomain() throws Exception {
        byte[] content = Files.readAllBytes(firmware);
        content[100] ^= 1;
        Path other = Files.write(directory.resolve("other.fd"), content);
        try (ServingSevsim serving = serve();
                QmpConversation qmp = serving.qmp()) {
            ToolRun mismatch = validate("--firmware", other, "--inject-secret", "luks-key:secret.txt");
            assertThat(mismatch.output()).contains("Measurement does not match, VM is not trustworthy");
            assertThat(mismatch.status()).isEqualTo(1);
            ToolRun unknown = validate("--firmware", firmware, "--domain", "nobody");
            assertThat(unknown.output()).contains("Domain not found");
            assertThat(unknown.status()).isEqualTo(6);
            assertThat(qmp.execute("query-sev").get("state").asString()).isEqualTo("launch-secret");

            assertThat(qmp.execute("cont")).isNotNull();
            ToolRun running = validate("--firmware", firmware, "--inject-secret", "luks-key:secret.txt");
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
                owner.state().toString(),
                "--libvirt",
                "unix:" + socket,
                "--serial",
                "file:" + directory.resolve("console.txt"),
                "--dh-cert",
                owner.out().resolve("vm_godh.b64").toString(),
                "--session",
                owner.out().resolve("vm_session.b64").toString(),
                "--firmware",
                firmware.toString());
        try (var ready = host.inputReader()) {
            assertThat(ready.readLine()).contains("libvirt").doesNotContain("qmp");
            try (SocketChannel garbage = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    SocketChannel half = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                garbage.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
                half.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 40, 0x20}));
                ToolRun run = validate("--firmware", firmware, "--inject-secret", "luks-key:secret.txt");
                assertThat(run.output()).contains("OK: Injected 1 secrets");
            }
            host.destroy();
            assertThat(host.waitFor()).isZero();
        }
        assertThat(socket).doesNotExist();
    }
}
