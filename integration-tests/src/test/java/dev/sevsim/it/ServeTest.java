package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * A host that stays up, seen by clients that use the protocol only: docs/reference/kvm-host.md sections 5.7, 5.8 and
 * 8.
 */
@Timeout(60)
class ServeTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";

    private static final Path IMAGE = Sevsim.vector("fw/synth-amdsev.fd");
    private final Path directory;
    private final OwnerSession owner;

    ServeTest(@TempDir Path directory) {
        this.directory = directory;
        owner = OwnerSession.make(directory, "0x1");
    }

    private ServingSevsim serve(String address, Object serial, Object... more) {
        List<Object> words = new ArrayList<>(List.of("--qmp", address, "--serial", serial));
        words.addAll(List.of(more));
        return owner.serve(words.toArray());
    }

    /** GRUB finds no encrypted volume and resets the machine again and again; the monitor answers all the same. */
    @Test
    void bootsAgainWhenTheGuestResetsItself() throws Exception {
        Path console = directory.resolve("console.txt");
        try (ServingSevsim host = serve("tcp:127.0.0.1:0", "file:" + console, "--firmware", IMAGE);
                QmpConversation qmp = host.qmp()) {
            assertThat(qmp.execute("cont")).isNotNull();
            while (Files.readString(console).split("OVMF AmdSev", -1).length < 4) {
                assertThat(qmp.execute("query-status").get("status").asString()).isEqualTo("running");
                Thread.sleep(20);
            }
            assertThat(qmp.execute("quit")).isNotNull();

            assertThat(qmp.eventsToTheEnd())
                    .startsWith("RESUME", "RESET", "RESET")
                    .endsWith("SHUTDOWN");
        }
    }

    @Test
    void endsWhenTheGuestResetsItselfAndIsNotToReboot() throws Exception {
        Path console = directory.resolve("console.txt");
        try (ServingSevsim host = serve("tcp:127.0.0.1:0", "file:" + console, "--firmware", IMAGE, "--no-reboot");
                QmpConversation qmp = host.qmp()) {
            assertThat(qmp.execute("cont")).isNotNull();

            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(host.status()).isZero();
        }
        assertThat(Files.readString(console)).endsWith("any grub configuration on the encrypted volume\r\n");
    }

    /** docs/limits.md names the passphrase. */
    @Test
    void bootsFromAnEncryptedDiskThatTheOwnerUnlocks() throws Exception {
        Path console = directory.resolve("console.txt");
        try (ServingSevsim host = serve("tcp:127.0.0.1:0", "file:" + console, "--encrypted-disk");
                QmpConversation qmp = host.qmp()) {
            owner.inject(qmp, GUID, "sample-disk-passphrase\0");
            assertThat(qmp.execute("cont")).isNotNull();
            assertThat(qmp.execute("system_powerdown")).isNotNull();

            assertThat(qmp.eventsToTheEnd()).endsWith("SHUTDOWN");
        }
        assertThat(Files.readString(console)).contains("unlocked with the launch secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "tcp"})
    void attestsInjectsAndBootsFromOutside(String kind) throws Exception {
        Path socket = directory.resolve("qmp.sock");
        Path console = directory.resolve("console.txt");
        String address = kind.equals("unix") ? "unix:" + socket : "tcp:127.0.0.1:0";
        try (ServingSevsim host = serve(address, "file:" + console);
                QmpConversation qmp = host.qmp();
                QmpConversation watcher = host.qmp()) {
            assertThat(qmp.execute("query-status").get("status").asString()).isEqualTo("prelaunch");
            JsonNode sev = qmp.execute("query-sev");
            assertThat(sev.get("state").asString()).isEqualTo("launch-secret");
            assertThat(Base64.getDecoder().decode(qmp.measurement())).hasSize(48);
            owner.inject(qmp, GUID, "over-qmp");
            assertThat(Files.readString(console)).isEmpty();
            assertThat(qmp.execute("cont")).isNotNull();
            assertThat(qmp.execute("query-sev").get("state").asString()).isEqualTo("running");
            assertThat(qmp.execute("system_powerdown")).isNotNull();

            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "POWERDOWN", "SHUTDOWN");
            assertThat(watcher.eventsToTheEnd()).containsExactly("RESUME", "POWERDOWN", "SHUTDOWN");
            assertThat(host.status()).isZero();
            assertThat(host.err()).isEmpty();
        }
        assertThat(Files.readString(console))
                .contains("BlobVerifier: kernel matches its measured hash")
                .contains("reboot: Power down");
        assertThat(socket).doesNotExist();
    }

    /** A client of the monitor and one of the serial port's socket. */
    @FunctionalInterface
    private interface Clients {
        void work(QmpConversation qmp, SerialLine serial) throws Exception;
    }

    /** Serves a VM until its guest is powered off by {@code clients}. */
    private void atTheSerialSocket(Clients clients, Object... more) throws Exception {
        Path console = directory.resolve("console.sock");
        try (ServingSevsim host = serve("tcp:127.0.0.1:0", "unix:" + console, more);
                QmpConversation qmp = host.qmp();
                SerialLine serial = new SerialLine(host.serialAddress())) {
            clients.work(qmp, serial);
            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(host.status()).isZero();
        }
        assertThat(console).doesNotExist();
    }

    @Test
    void readsTheSecretThroughASerialSocket() throws Exception {
        atTheSerialSocket((qmp, serial) -> {
            owner.inject(qmp, GUID, "typed-for");
            qmp.execute("cont");

            assertThat(serial.type("cat /sys/kernel/security/secrets/coco/" + GUID, "poweroff"))
                    .contains("typed-for");
        });
    }

    @Test
    void keepsWhatIsTypedAtTheSerialSocketBeforeThereIsAShell() throws Exception {
        atTheSerialSocket((qmp, serial) -> {
            serial.typeAhead("echo one | cat\necho two | cat\n");
            owner.inject(qmp, GUID, "unused");
            qmp.execute("cont");

            assertThat(serial.type("poweroff"))
                    .contains("~ # echo one | cat\r\none\r\n~ # echo two | cat\r\ntwo\r\n~ # ")
                    .doesNotContain("not found");
        });
    }

    @Test
    void typesTheCommandsOfItsOptions() throws Exception {
        Path console = directory.resolve("console.txt");
        try (ServingSevsim host = serve(
                        "tcp:127.0.0.1:0",
                        "file:" + console,
                        "--run",
                        "cat /sys/kernel/security/secrets/coco/" + GUID,
                        "--run",
                        "poweroff");
                QmpConversation qmp = host.qmp()) {
            owner.inject(qmp, GUID, "read by an option");
            qmp.execute("cont");

            assertThat(qmp.eventsToTheEnd()).containsExactly("RESUME", "SHUTDOWN");
            assertThat(host.status()).isZero();
        }
        assertThat(Files.readString(console))
                .contains("~ # cat /sys/kernel/security/secrets/coco/" + GUID)
                .contains("read by an option")
                .contains("~ # poweroff");
    }

    @Test
    void offersASecondDisk() throws Exception {
        Path disk = Files.writeString(directory.resolve("disk"), "content of the second disk\n");
        atTheSerialSocket(
                (qmp, serial) -> {
                    qmp.execute("cont");

                    assertThat(serial.type("cat /dev/sdb", "poweroff")).contains("content of the second disk");
                },
                "--data-disk",
                disk);
    }

    @Test
    void quitsWithoutBooting() throws Exception {
        Path console = directory.resolve("console.txt");
        try (ServingSevsim host = serve("tcp:127.0.0.1:0", "file:" + console);
                QmpConversation qmp = host.qmp()) {
            qmp.execute("quit");
            assertThat(qmp.eventsToTheEnd()).containsExactly("SHUTDOWN");
            assertThat(host.status()).isZero();
        }
        assertThat(Files.readString(console)).isEmpty();
    }

    @Test
    void endsWellOnASignal() throws Exception {
        Path socket = directory.resolve("qmp.sock");
        Process host = process("--qmp", "unix:" + socket, "--serial", "file:" + directory.resolve("console.txt"));
        try (BufferedReader out = host.inputReader()) {
            assertThat(out.readLine()).contains(socket.toString());
            try (QmpConversation qmp = QmpConversation.begin("unix:" + socket)) {
                host.destroy();
                assertThat(qmp.eventsToTheEnd()).containsExactly("SHUTDOWN");
            }
            assertThat(host.waitFor()).isZero();
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void endsAtOnceWhenAnInputIsWrong() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong.fd"), "no image");
        Process host = process("--qmp", "tcp:127.0.0.1:0", "--firmware", wrong.toString());
        assertThat(host.waitFor()).isEqualTo(2);
    }

    private static Process process(String... args) throws IOException {
        List<String> words = new ArrayList<>(List.of("serve", "--json"));
        words.addAll(List.of(args));
        return Sevsim.process(words.toArray());
    }

    @Test
    void reportsAnErrorInOneLine() throws Exception {
        Path taken = Files.writeString(directory.resolve("taken"), "");
        refused(2, "is no loopback address", "--qmp", "tcp:0.0.0.0:4444");
        refused(2, "is neither unix:PATH nor tcp:", "--qmp", "4444");
        refused(2, "the path exists", "--qmp", "unix:" + taken, "--serial", "file:" + directory.resolve("x"));
        refused(2, "is not file:PATH, unix:PATH or stdio", "--qmp", "tcp:127.0.0.1:0", "--serial", "pty");
        refused(2, "the path exists", "--qmp", "tcp:127.0.0.1:0", "--serial", "unix:" + taken);
        refused(2, "cannot be written", "--qmp", "tcp:127.0.0.1:0", "--serial", "file:" + directory);
        refused(2, "does not exist", "--qmp", "tcp:127.0.0.1:0", "--firmware", directory.resolve("none"));
        refused(2, "--qmp", "--serial", "stdio");
        refused(
                1,
                "fw_error=11 'Bad measurement'",
                "--qmp",
                "tcp:127.0.0.1:0",
                "--serial",
                "file:" + directory.resolve("y"),
                "--dh-cert",
                owner.out().resolve("vm_godh.b64"),
                "--session",
                owner.out().resolve("vm_session.b64"));
        assertThat(taken).hasContent("");
    }

    private static void refused(int status, String why, Object... args) {
        Object[] words = new Object[args.length + 1];
        words[0] = "serve";
        System.arraycopy(args, 0, words, 1, args.length);
        Sevsim run = Sevsim.run(words);
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err()).contains(why);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }
}
