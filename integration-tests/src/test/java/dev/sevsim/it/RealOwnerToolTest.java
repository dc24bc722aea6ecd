package dev.sevsim.it;

import static dev.sevsim.it.LibvirtTool.accepts;
import static dev.sevsim.it.LibvirtTool.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.image.EmbeddedKernel;
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
 * libvirt's {@code virt-qemu-sev-validate}, unmodified, as the owner of a VM that is reached over QMP.
 *
 * <p>SEV-ES: {@link RealOwnerToolEncryptedStateTest}. Source: docs/reference/guest-owner-tools.md section 6.
 */
@Timeout(60)
class RealOwnerToolTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final String COMMAND_LINE = "console=ttyS0 root=none";

    @TempDir
    private Path directory;

    private OwnerSession owner = new OwnerSession(Path.of(""), Path.of(""));
    private Path firmware = Path.of("");
    private Path kernel = Path.of("");
    private Path initrd = Path.of("");

    @BeforeEach
    void makeTheOwnersSession() throws IOException {
        InstalledFiles.requireProgram(LibvirtTool.NAME);
        firmware = Files.copy(Sevsim.vector("fw/synth-amdsev.fd"), directory.resolve("firmware.fd"));
        kernel = Files.write(directory.resolve("kernel"), EmbeddedKernel.image().toArray());
        initrd =
                Files.write(directory.resolve("initrd"), EmbeddedKernel.initrd().toArray());
        owner = OwnerSession.make(directory, "0x1");
    }

    private ServingSevsim serve(Object... boot) {
        List<Object> words = new ArrayList<>(List.of(
                "--qmp",
                "unix:" + directory.resolve("qmp.sock"),
                "--serial",
                "unix:" + directory.resolve("console.sock"),
                "--firmware",
                firmware));
        words.addAll(List.of(boot));
        return owner.serve(words.toArray());
    }

    /** Lets the tool check what the monitor says. */
    private ToolRun validate(QmpConversation qmp, Path image, Object... more) throws Exception {
        List<Object> words = new ArrayList<>(List.of("--firmware", image));
        words.addAll(List.of(more));
        return new LibvirtTool(directory, owner).check(qmp, words.toArray());
    }

    /** The file with one bit changed in its middle. */
    private Path altered(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        return Files.write(directory.resolve("altered-" + file.getFileName()), content);
    }

    @Test
    void acceptsTheFirmwareAndRefusesAnother() throws Exception {
        try (ServingSevsim host = serve();
                QmpConversation qmp = host.qmp()) {
            accepts(validate(qmp, firmware));
            refuses(validate(qmp, altered(firmware)));
        }
    }

    @Test
    void acceptsAMeasuredBootAndRefusesEachInputThatDiffers() throws Exception {
        try (ServingSevsim host = serve("--kernel", kernel, "--initrd", initrd, "--append", COMMAND_LINE);
                QmpConversation qmp = host.qmp()) {
            accepts(validate(qmp, firmware, "--kernel", kernel, "--initrd", initrd, "--cmdline", COMMAND_LINE));
            refuses(validate(
                    qmp, altered(firmware), "--kernel", kernel, "--initrd", initrd, "--cmdline", COMMAND_LINE));
            refuses(validate(
                    qmp, firmware, "--kernel", altered(kernel), "--initrd", initrd, "--cmdline", COMMAND_LINE));
            refuses(validate(
                    qmp, firmware, "--kernel", kernel, "--initrd", altered(initrd), "--cmdline", COMMAND_LINE));
            refuses(validate(
                    qmp,
                    firmware,
                    "--kernel",
                    kernel,
                    "--initrd",
                    initrd,
                    "--cmdline",
                    COMMAND_LINE.replace('0', '1')));
            refuses(validate(qmp, firmware));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"from the disk", "with a measured kernel"})
    void sealsASecretThatTheGuestReads(String boot) throws Exception {
        boolean direct = boot.startsWith("with");
        Object[] inputs = direct
                ? new Object[] {"--kernel", kernel, "--initrd", initrd, "--append", COMMAND_LINE}
                : new Object[0];
        Path secret = Files.writeString(directory.resolve("secret.txt"), "sealed-by-libvirts-tool");
        Path header = directory.resolve("header.b64");
        Path payload = directory.resolve("payload.b64");
        try (ServingSevsim host = serve(inputs);
                QmpConversation qmp = host.qmp();
                SerialLine serial = new SerialLine(host.serialAddress())) {
            List<Object> more = new ArrayList<>(List.of(
                    "--inject-secret", GUID + ":" + secret.getFileName(),
                    "--secret-header", header,
                    "--secret-payload", payload));
            if (direct) {
                more.addAll(List.of("--kernel", kernel, "--initrd", initrd, "--cmdline", COMMAND_LINE));
            }
            ToolRun sealed = validate(qmp, firmware, more.toArray());
            accepts(sealed);
            assertThat(inject(qmp, header, payload).toString()).isEqualTo("{\"return\":{}}");
            qmp.execute("cont");
            String printed = serial.type("cat /sys/kernel/security/secrets/coco/" + GUID, "poweroff");

            assertThat(printed).contains("sealed-by-libvirts-tool");
            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(host.status()).isZero();
        }
    }

    @Test
    void refusesAPacketThatWasAlteredOnItsWay() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret.txt"), "sealed-by-libvirts-tool");
        Path header = directory.resolve("header.b64");
        Path payload = directory.resolve("payload.b64");
        try (ServingSevsim host = serve();
                QmpConversation qmp = host.qmp()) {
            accepts(validate(
                    qmp,
                    firmware,
                    "--inject-secret",
                    GUID + ":" + secret.getFileName(),
                    "--secret-header",
                    header,
                    "--secret-payload",
                    payload));
            String text = Files.readString(payload);
            Files.writeString(payload, (text.startsWith("A") ? "B" : "A") + text.substring(1));

            assertThat(inject(qmp, header, payload).get("error").get("desc").asString())
                    .isEqualTo("SEV: failed to inject secret ret=-5 fw_error=11 'Bad measurement'");
        }
    }

    private static JsonNode inject(QmpConversation qmp, Path header, Path payload) throws IOException {
        return qmp.inject(Files.readString(header), Files.readString(payload));
    }
}
