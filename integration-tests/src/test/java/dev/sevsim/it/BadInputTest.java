package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
    private static final String GUID = "e6f5a162-d67f-4750-a67c-5d065f2a9910";

    private final Path directory;
    private final Path empty;
    private final Path small;

    BadInputTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        empty = Files.createFile(directory.resolve("empty"));
        small = Files.write(directory.resolve("small"), new byte[100]);
        Files.write(directory.resolve("odd.fd"), new byte[8193]);
        Files.write(directory.resolve("plain.fd"), new byte[8192]);
        byte[] whole = Files.readAllBytes(Sevsim.vector("fw/synth-amdsev.fd"));
        Files.write(directory.resolve("cut.fd"), Arrays.copyOf(whole, 8192));
    }

    @ParameterizedTest(name = "{2}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    2 | does not exist | launch --firmware $DIR/none.fd
                    2 | is empty | launch --firmware $DIR/empty
                    2 | is a directory | launch --firmware $DIR
                    2 | 4096 | launch --firmware $DIR/small
                    2 | 4096 | launch --firmware $DIR/odd.fd
                    2 | truncated | launch --firmware $DIR/cut.fd
                    2 | no footer GUID | launch --firmware $DIR/plain.fd
                    2 | not a GUID | launch --secret 1234=x
                    2 | GUID= | launch --secret e6f5a162-d67f-4750-a67c-5d065f2a9910
                    2 | does not exist | launch --secret e6f5a162-d67f-4750-a67c-5d065f2a9910=@$DIR/none
                    1 | Policy is not allowed | launch --policy 0x41
                    1 | Policy is not allowed | launch --policy 0x00ff0001
                    2 | --dh-cert | launch --session $DIR/small
                    2 | --session | launch --dh-cert $DIR/small
                    2 | state | launch --state $DIR/small
                    2 | trace | launch --trace $DIR/no/such/dir/t.jsonl
                    2 | --seed | launch --seed abc
                    2 | --vcpus | launch --vcpus 0
                    2 | does not exist | secret inspect $DIR/none
                    2 | is empty | firmware inspect $DIR/empty
                    """)
    void refusesALine(int status, String problem, String line) {
        refused(status, problem, (Object[])
                line.replace("$DIR", directory.toString()).split(" ", -1));
    }

    @Test
    void oversizedImage() throws IOException {
        Path large = directory.resolve("large.fd");
        try (var channel = java.nio.channels.FileChannel.open(
                large, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[1]), (16 << 20) + 4095);
        }
        refused(2, "16777216", "launch", "--firmware", large);
    }

    @Test
    void duplicateGuid() {
        refused(
                2,
                "given twice",
                "launch",
                "--secret",
                GUID + "=a",
                "--secret",
                GUID.toUpperCase(java.util.Locale.ROOT) + "=b");
    }

    @Test
    void badPolicy() {
        refused(2, "policy", "launch", "--policy", "zz");
        refused(2, "policy", "launch", "--policy", "0x1ffffffff");
    }

    @Test
    void wrongSessionSize() throws IOException {
        Path cert = Files.write(directory.resolve("cert"), new byte[2084]);
        refused(2, "expected 128", "launch", "--dh-cert", cert, "--session", small);
    }

    @Test
    void damagedState() throws IOException {
        Path state = directory.resolve("state");
        assertThat(Sevsim.run("launch", "--seed", 1, "--state", state, "--json").status())
                .isZero();
        try (var files = Files.list(state)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".bin")).toList()) {
                byte[] content = Files.readAllBytes(file);
                content[content.length / 2] ^= 1;
                Files.write(file, content);
            }
        }
        refused(2, "state", "launch", "--state", state);
    }

    @Test
    void stateOfAnEarlierVersion() throws IOException {
        Path state = Files.createDirectory(directory.resolve("old"));
        Files.createFile(state.resolve("platform.bin"));
        refused(2, "earlier version", "launch", "--state", state);
        refused(2, "earlier version", "platform", "status", "--state", state);
    }

    @Test
    void platformWithoutAPlatform() throws IOException {
        refused(2, "needs a command", "platform");
        for (String verb : new String[] {"status", "reset", "pek-gen", "pdh-gen", "id"}) {
            refused(2, "--state", "platform", verb);
            refused(2, "expected a directory", "platform", verb, "--state", small);
            refused(2, "--seed", "platform", verb, "--state", directory.resolve("new"), "--seed", "x");
        }
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void platformWithoutFiles() {
        Path state = directory.resolve("new");
        refused(2, "--out", "platform", "csr", "--state", state);
        refused(2, "--pek", "platform", "cert-import", "--state", state, "--oca", small);
        refused(2, "--oca", "platform", "cert-import", "--state", state, "--pek", small);
        refused(
                2,
                "does not exist",
                "platform",
                "cert-import",
                "--state",
                state,
                "--pek",
                directory.resolve("none"),
                "--oca",
                small);
        refused(2, "expected 2084", "platform", "cert-import", "--state", state, "--pek", small, "--oca", small);
        refused(2, "is empty", "platform", "cert-import", "--state", state, "--pek", empty, "--oca", small);
        assertThat(state).doesNotExist();
    }

    @Test
    void platformOutputThatCannotBeWritten() {
        Path state = directory.resolve("new");
        Path nowhere = directory.resolve("no/such/file");
        refused(2, "directory does not exist", "platform", "csr", "--state", state, "--out", nowhere);
        refused(2, "directory does not exist", "platform", "id", "--state", state, "--out", nowhere);
    }

    @Test
    void flashThatIsADirectory() throws IOException {
        Path state = directory.resolve("state");
        assertThat(Sevsim.run("platform", "id", "--state", state).status()).isZero();
        Files.delete(state.resolve("nv.bin"));
        Files.createDirectory(state.resolve("nv.bin"));
        refused(2, "nv.bin cannot be used", "platform", "status", "--state", state);
        refused(2, "nv.bin cannot be used", "launch", "--state", state);
    }

    @Test
    void secretBiggerThanTheArea() throws IOException {
        Path big = Files.write(directory.resolve("big"), new byte[4000]);
        refused(2, "3072", "launch", "--secret", GUID + "=@" + big);
    }

    @Test
    void kernelWithoutHashesArea() {
        refused(
                2,
                "hashes",
                "launch",
                "--firmware",
                Sevsim.vector("fw/synth-x64.fd"),
                "--kernel",
                Sevsim.vector("fw/synth-kernel.bin"));
    }

    @Test
    void initrdWithoutKernel() {
        refused(2, "--kernel", "launch", "--initrd", small);
        refused(2, "--kernel", "launch", "--encrypted-disk", "--append", "quiet");
    }

    @Test
    void unknownOptionAndVerb() {
        refused(2, "--help", "launch", "--nonsense");
        refused(2, "--help", "nonsense");
    }

    @Test
    void unknownNamesSayWhichThereAre() {
        refused(2, "expected one of on, off, auto", "launch", "--sev-es", "--legacy-vm-type", "typed");
        refused(2, "--legacy-vm-type", "serve", "--qmp", "tcp:127.0.0.1:0", "--legacy-vm-type", "yes");
        refused(2, "--era", "launch", "--era", "v3");
        refused(2, "--kernel-hashes", "launch", "--kernel-hashes", "maybe");
    }

    @Test
    void whatTheVmmRefuses() {
        refused(2, "NVRAM image", "launch", "--nvram", directory.resolve("none"));
        refused(1, "NVRAM image is 100 bytes", "launch", "--nvram", small);
        refused(1, "Could not open '/dev/other'", "launch", "--sev-device", "/dev/other");
        refused(1, "cbitpos check failed", "launch", "--cbitpos", 47);
        refused(1, "Guest handle is invalid", "launch", "--handle", 7);
    }

    @Test
    void traceThatIsCutOff() throws IOException {
        Path cut = Files.writeString(directory.resolve("cut"), "{\"step\":\n");
        refused(2, "line 1", "trace", "show", cut);
    }

    @Test
    void ownerSessionFromAChainOfTheWrongLength() {
        refused(2, "2084", "owner", "session", "--chain", small, "--policy", "1", "--name", "vm", "--out", directory);
        assertThat(directory.resolve("vm_session.b64")).doesNotExist();
    }

    private static void refused(int status, String says, Object... args) {
        Sevsim run = Sevsim.run(args);

        assertThat(run.err()).contains(says).startsWith("sevsim: ").doesNotContain("\tat ");
        // A refused launch has its details below the message, indented.
        assertThat(run.err().strip().lines().filter(line -> !line.startsWith("  ")))
                .hasSize(1);
        assertThat(run.status()).isEqualTo(status);
    }
}
