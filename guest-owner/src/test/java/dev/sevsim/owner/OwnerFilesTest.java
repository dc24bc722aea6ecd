package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerFilesTest {
    private static final GuestPolicy POLICY = new GuestPolicy(1);

    @TempDir
    private Path directory;

    private final OwnerSession session = LaunchSessionBuilder.forPlatform(
                    new TestPlatform("files").chain().pdh())
            .build(POLICY, SeededRandom.of(Bytes.ofAscii("files")));

    @Test
    void writesTheFilesOfSevctl() throws IOException {
        new OwnerFiles(directory, "vm").write(session);

        assertThat(names()).containsExactlyInAnyOrder("vm_godh.b64", "vm_session.b64", "vm_tik.bin", "vm_tek.bin");
        assertThat(Files.readAllBytes(directory.resolve("vm_tik.bin")))
                .isEqualTo(session.keys().tik().reveal());
        assertThat(Files.readAllBytes(directory.resolve("vm_tek.bin")))
                .isEqualTo(session.keys().tek().reveal());
        String godh = Files.readString(directory.resolve("vm_godh.b64"));
        String buffer = Files.readString(directory.resolve("vm_session.b64"));
        assertThat(godh).hasSize(2780).doesNotContain("\n");
        assertThat(Base64.getDecoder().decode(godh)).isEqualTo(session.godh().toArray());
        assertThat(buffer).hasSize(172).doesNotContain("\n");
        assertThat(Base64.getDecoder().decode(buffer))
                .isEqualTo(session.session().encode().toArray());
    }

    @Test
    void keepsKeysFromOtherUsers() throws IOException {
        OwnerFiles files = new OwnerFiles(directory, "vm");

        files.write(session);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.tik())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.tek())))
                .isEqualTo("rw-------");
    }

    @Test
    void readsBackWhatItWrote() {
        OwnerFiles files = new OwnerFiles(directory, "vm");
        files.write(session);

        OwnerSession read = files.read(POLICY);

        assertThat(read.bundle()).isEqualTo(session.bundle());
        assertThat(read.keys()).isEqualTo(session.keys());
        assertThatThrownBy(() -> files.read(new GuestPolicy(0)))
                .hasMessageStartingWith("session buffer: its policy MAC does not fit policy 0x0");
    }

    @Test
    void replacesFilesOfAnEarlierSession() {
        OwnerFiles files = new OwnerFiles(directory, "vm");
        files.write(LaunchSessionBuilder.forPlatform(
                        new TestPlatform("files").chain().pdh())
                .build(POLICY, SeededRandom.of(Bytes.ofAscii("older"))));

        files.write(session);

        assertThat(files.read(POLICY).keys()).isEqualTo(session.keys());
        assertThat(names()).hasSize(4);
    }

    @Test
    void makesItsDirectory() {
        new OwnerFiles(directory.resolve("new"), "vm").write(session);

        assertThat(directory.resolve("new")).isDirectory();
    }

    @Test
    void leavesNothingBehindWhenItCannotWrite() throws IOException {
        Files.createDirectories(directory.resolve("vm_tik.bin/occupied"));

        assertThatThrownBy(() -> new OwnerFiles(directory, "vm").write(session))
                .isInstanceOf(InputException.class)
                .hasMessage("transport integrity key " + directory.resolve("vm_tik.bin")
                        + " cannot be written: it is a directory");
        assertThat(names()).containsExactly("vm_tik.bin");
    }

    @Test
    void readsTheFilesOfSevTool() throws IOException {
        Path both = file("tmp_tk.bin", Vectors.read("sev-tool/tmp_tk.bin"));
        Path godh = file("godh.cert", Vectors.read("sev-tool/godh.cert"));
        Path blob = file("launch_blob.bin", Vectors.read("sev-tool/launch_blob.bin"));

        TransportKeys keys = OwnerFiles.readTransportKeys(both);
        OwnerSession read = OwnerSession.of(
                POLICY,
                OwnerFiles.readBinary(godh, "launch key certificate", 2084),
                OwnerFiles.readBinary(blob, "session buffer", 128),
                keys);

        assertThat(read.keys().tek()).isEqualTo(SecretBytes.of(Bytes.fromHex("acb44477212149bf599331bec14929c1")));
        assertThat(read.keys().tik()).isEqualTo(SecretBytes.of(Bytes.fromHex("01ded45f1d2b4d2fde68ad71e808b759")));
    }

    @Test
    void readsBase64WithLineFeeds() throws IOException {
        Bytes blob = Vectors.read("sev-tool/launch_blob.bin");
        Path wrapped = file(
                "wrapped",
                Bytes.ofAscii(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(blob.toArray()) + "\n"));
        Path key = file("key", Bytes.ofAscii("AAECAwQFBgcICQoLDA0ODw==\n"));

        assertThat(OwnerFiles.readBinary(wrapped, "session buffer", 128)).isEqualTo(blob);
        assertThat(OwnerFiles.readKey(key))
                .isEqualTo(SecretBytes.of(Bytes.fromHex("000102030405060708090a0b0c0d0e0f")));
    }

    @Test
    void takesSixteenPrintableBytesForAKey() throws IOException {
        assertThat(OwnerFiles.readKey(file("key", Bytes.ofAscii("0123456789abcdef"))))
                .isEqualTo(SecretBytes.of(Bytes.ofAscii("0123456789abcdef")));
    }

    @Test
    void namesWhatIsWrongWithAFile() throws IOException {
        Path missing = directory.resolve("missing");
        Path empty = file("empty", Bytes.EMPTY);
        Path small = file("small", Bytes.concat(Bytes.of(0xFF), Bytes.zeros(14)));
        Path big = file("big", Bytes.zeros(1000));
        Path base64 = file("base64", Bytes.ofAscii("AAECAwQFBgcICQoLDA0O"));
        Path text = file("text", Bytes.ofAscii("this is no key, sorry!"));
        Path pem = file("pem", Bytes.ofAscii("-----BEGIN PRIVATE KEY-----\nAA==\n"));

        assertThatThrownBy(() -> OwnerFiles.readKey(missing))
                .hasMessage("key " + missing + ": no such file, expected a file");
        assertThatThrownBy(() -> OwnerFiles.readKey(directory))
                .hasMessage("key " + directory + ": a directory, expected a file");
        assertThatThrownBy(() -> OwnerFiles.readKey(empty))
                .hasMessage("key " + empty + ": empty, expected 16 bytes, raw, as base64 or as hexadecimal");
        assertThatThrownBy(() -> OwnerFiles.readKey(small))
                .hasMessage("key " + small + ": 15 bytes, expected 16 bytes, raw, as base64 or as hexadecimal");
        assertThatThrownBy(() -> OwnerFiles.readKey(big))
                .hasMessage("key " + big + ": 1000 bytes, expected at most 160 bytes");
        assertThatThrownBy(() -> OwnerFiles.readKey(base64))
                .hasMessage("key " + base64
                        + ": base64 text of 15 bytes, expected 16 bytes, raw, as base64 or as hexadecimal");
        assertThatThrownBy(() -> OwnerFiles.readKey(text))
                .hasMessage("key " + text + ": text, expected 16 bytes, raw, as base64 or as hexadecimal");
        assertThatThrownBy(() -> OwnerFiles.readKey(pem))
                .hasMessage(
                        "key " + pem + ": PEM text (PRIVATE KEY), expected 16 bytes, raw, as base64 or as hexadecimal");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 255 | decimal text of 16 bytes",
                "[0, 128, 255] | decimal text of 3 bytes",
                "10 11 12 13 | hexadecimal text of 4 bytes",
                "1 2 256 | text",
                "7 | text"
            })
    void namesDecimalNumbersForWhatTheyAre(String text, String named) throws IOException {
        Path decimal = file("decimal", Bytes.ofAscii(text + "\n"));

        assertThatThrownBy(() -> OwnerFiles.readKey(decimal))
                .hasMessage("key " + decimal + ": " + named + ", expected 16 bytes, raw, as base64 or as hexadecimal");
    }

    @Test
    void boundsFilesThatTellNoSize() {
        Path endless = Path.of("/dev/zero");

        assertThatThrownBy(() -> OwnerFiles.readAll(endless, "OVMF image", 4096))
                .hasMessage("OVMF image /dev/zero: more than 4096 bytes, expected at most 4096 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../vm", "a/b", "/etc/vm", ".", "..", ".hidden", "a b", "a\0b"})
    void refusesNamesThatLeaveTheDirectory(String name) {
        assertThatThrownBy(() -> new OwnerFiles(directory, name)).isInstanceOf(OwnerInputException.class);
    }

    private Path file(String name, Bytes content) throws IOException {
        return Files.write(directory.resolve(name), content.toArray());
    }

    private Stream<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
