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
import tools.jackson.databind.JsonNode;

/**
 * libvirt's {@code virt-qemu-sev-validate}, unmodified, as the owner of a VM that is reached over QMP.
 *
 * <p>SEV-ES: {@link RealOwnerToolEncryptedStateTest}. Source: docs/reference/guest-owner-tools.md section 6.
 */
@Timeout(60)
class RealOwnerToolTest {
    private static final String COMMAND_LINE = "console=ttyS0 root=none";

    @TempDir
    private Path directory;

    private OwnedGuest guest;

    @BeforeEach
    void makeTheGuest() throws IOException {
        guest = OwnedGuest.make(directory, "0x1");
    }

    /** Runs the tool on what the monitor reports. */
    private ToolRun validate(QmpConversation qmp, Path image, Object... more) throws Exception {
        List<Object> words = new ArrayList<>(List.of("--firmware", image));
        words.addAll(List.of(more));
        return guest.tool().check(qmp, words.toArray());
    }

    /** The file with one bit changed in its middle. */
    private Path altered(Path file) throws IOException {
        return guest.altered(file, (int) Files.size(file) / 2);
    }

    private static Object[] boot(String commandLineOption, Path kernel, Path initrd, String commandLine) {
        return new Object[] {"--kernel", kernel, "--initrd", initrd, commandLineOption, commandLine};
    }

    @Test
    void acceptsTheFirmwareAndRefusesAnother() throws Exception {
        try (ServingSevsim host = guest.serve();
                QmpConversation qmp = host.qmp()) {
            accepts(validate(qmp, guest.firmware()));
            refuses(validate(qmp, altered(guest.firmware())));
        }
    }

    @Test
    void acceptsAMeasuredBootAndRefusesEachInputThatDiffers() throws Exception {
        try (ServingSevsim host = guest.serve(boot("--append", guest.kernel(), guest.initrd(), COMMAND_LINE));
                QmpConversation qmp = host.qmp()) {
            Path image = guest.firmware();
            Path kernel = guest.kernel();
            Path initrd = guest.initrd();
            accepts(validate(qmp, image, boot("--cmdline", kernel, initrd, COMMAND_LINE)));
            refuses(validate(qmp, altered(image), boot("--cmdline", kernel, initrd, COMMAND_LINE)));
            refuses(validate(qmp, image, boot("--cmdline", altered(kernel), initrd, COMMAND_LINE)));
            refuses(validate(qmp, image, boot("--cmdline", kernel, altered(initrd), COMMAND_LINE)));
            refuses(validate(qmp, image, boot("--cmdline", kernel, initrd, COMMAND_LINE.replace('0', '1'))));
            refuses(validate(qmp, guest.firmware()));
        }
    }

    @Test
    void sealsASecretThatTheGuestReads() throws Exception {
        Object[] inputs = boot("--append", guest.kernel(), guest.initrd(), COMMAND_LINE);
        Path secret = Files.writeString(directory.resolve("secret.txt"), "sealed-by-libvirts-tool");
        Path header = directory.resolve("header.b64");
        Path payload = directory.resolve("payload.b64");
        try (ServingSevsim host = guest.serve(inputs);
                QmpConversation qmp = host.qmp();
                SerialLine serial = new SerialLine(host.serialAddress())) {
            List<Object> more = new ArrayList<>(List.of(OwnedGuest.sealing(secret, header, payload)));
            more.addAll(List.of(boot("--cmdline", guest.kernel(), guest.initrd(), COMMAND_LINE)));
            ToolRun sealed = validate(qmp, guest.firmware(), more.toArray());
            accepts(sealed);
            assertThat(inject(qmp, header, payload).toString()).isEqualTo("{\"return\":{}}");
            qmp.execute("cont");
            String printed = serial.type("cat /sys/kernel/security/secrets/coco/" + OwnedGuest.SECRET_GUID, "poweroff");

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
        try (ServingSevsim host = guest.serve();
                QmpConversation qmp = host.qmp()) {
            accepts(validate(qmp, guest.firmware(), OwnedGuest.sealing(secret, header, payload)));
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
