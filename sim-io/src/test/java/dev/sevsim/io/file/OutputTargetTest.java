package dev.sevsim.io.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputTargetTest {
    private static final String CONTENT = "new content";

    @TempDir
    private Path directory;

    @Test
    void replacesARegularFileWhenItIsFinishedAndNotBefore() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old and longer content");

        try (OutputTarget target = OutputTarget.open("trace", file)) {
            target.stream().write(CONTENT.getBytes(US_ASCII));
            target.stream().flush();
            assertThat(file).hasContent("old and longer content");
            target.finish();
        }

        assertThat(file).hasContent(CONTENT);
        assertThat(names()).containsExactly("file");
    }

    @Test
    void leavesTheOldFileWhenItIsNotFinished() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");

        try (OutputTarget target = OutputTarget.open("trace", file)) {
            target.stream().write(CONTENT.getBytes(US_ASCII));
        }

        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void keepsTheAccessOfAFileThatItReplaces() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r-x"));

        write(OutputTarget.open("trace", file));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-r-x");
    }

    @Test
    void givesANewFileWhatTheUmaskLeavesAndAPrivateOneToItsOwner() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "made by the JDK");
        write(OutputTarget.open("trace", directory.resolve("new")));
        write(OutputTarget.openPrivate("key", directory.resolve("private")));

        assertThat(Files.getPosixFilePermissions(directory.resolve("new")))
                .isEqualTo(Files.getPosixFilePermissions(other));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("private"))))
                .isEqualTo("rw-------");
    }

    @Test
    void followsLinksAlsoToAFileThatDoesNotExistYet() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        Path old = Files.writeString(inner.resolve("old"), "old");
        Path first = Files.createSymbolicLink(directory.resolve("first"), Path.of("second"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), Path.of("inner/old"));
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("inner/new"));

        write(OutputTarget.open("trace", first));
        write(OutputTarget.open("trace", dangling));

        assertThat(old).hasContent(CONTENT);
        assertThat(inner.resolve("new")).hasContent(CONTENT);
        assertThat(List.of(first, second, dangling)).allMatch(Files::isSymbolicLink);
    }

    @Test
    void refusesALoopOfLinks() throws IOException {
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));

        assertThatThrownBy(() -> OutputTarget.open("trace", loop))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("trace " + loop + " cannot be written: ");
    }

    @Test
    void writesIntoAFifo() throws Exception {
        Path fifo = directory.resolve("fifo");
        assumeTrue(made("mkfifo", fifo.toString()), "mkfifo is needed");
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(fifo);
            } catch (IOException e) {
                return e.toString();
            }
        });

        write(OutputTarget.open("trace", fifo));

        assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(CONTENT);
        assertThat(Files.isRegularFile(fifo)).isFalse();
    }

    @Test
    void writesIntoASocket() throws IOException {
        Path path = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            write(OutputTarget.open("trace", path));
            try (SocketChannel client = server.accept()) {
                ByteBuffer bytes = ByteBuffer.allocate(100);
                client.read(bytes);
                assertThat(new String(bytes.array(), 0, bytes.position(), US_ASCII))
                        .isEqualTo(CONTENT);
            }
        }
        assertThat(Files.isRegularFile(path)).isFalse();
    }

    @Test
    void writesIntoADeviceAndReportsAFullOne() throws Exception {
        Path nothing = directory.resolve("null");
        Path full = directory.resolve("full");
        assumeTrue(
                made("mknod", nothing.toString(), "c", "1", "3") && made("mknod", full.toString(), "c", "1", "7"),
                "making device nodes needs root");

        write(OutputTarget.open("trace", nothing));
        assertThatThrownBy(() -> write(OutputTarget.open("trace", full)))
                .isInstanceOf(InputException.class)
                .hasMessage("trace " + full + " cannot be written: No space left on device");

        assertThat(Files.isRegularFile(nothing)).isFalse();
        assertThat(Files.isRegularFile(full)).isFalse();
    }

    @Test
    void doesNotTakeItsNameAfterALostPart() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                made("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", mount.toString()),
                "mounting a small file system needs root");
        Path file = mount.resolve("file");
        try (OutputTarget target = OutputTarget.open("trace", file)) {
            assertThatThrownBy(() -> target.stream().write(new byte[64 << 10]))
                    .hasMessage("trace " + file + " cannot be written: No space left on device");
            assertThatThrownBy(target::finish)
                    .hasMessage("trace " + file + " cannot be written: No space left on device");
            assertThat(mount).isEmptyDirectory();
        } finally {
            made("umount", mount.toString());
        }
    }

    @Test
    void growsInPlaceWhenItIsLive() throws IOException {
        Path file = directory.resolve("console");

        try (OutputTarget target = OutputTarget.openLive("serial output", file)) {
            target.stream().write(CONTENT.getBytes(US_ASCII));
            target.stream().flush();
            assertThat(file).hasContent(CONTENT);
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void removesWhatADeadProcessLeft() throws IOException {
        Path file = directory.resolve("file");
        Files.writeString(directory.resolve(".file.999999999-1.new"), "left");
        Path foreign = Files.writeString(directory.resolve(".file.notes"), "kept");

        write(OutputTarget.open("trace", file));

        assertThat(names())
                .containsExactlyInAnyOrder("file", foreign.getFileName().toString());
    }

    @Test
    void takesANameOf255Bytes() throws IOException {
        Path file = directory.resolve("n".repeat(255));

        write(OutputTarget.open("trace", file));

        assertThat(file).hasContent(CONTENT);
    }

    private static void write(OutputTarget target) throws IOException {
        try (target) {
            target.stream().write(CONTENT.getBytes(US_ASCII));
            target.finish();
        }
    }

    private static boolean made(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Found when the output is opened, before what it is to hold is made. */
    @Test
    void refusesANameThatNoFileCanHave() {
        Path file = directory.resolve("n".repeat(300));

        assertThatThrownBy(() -> OutputTarget.open("trace", file))
                .isInstanceOf(OutputException.class)
                .hasMessage("trace " + file + " cannot be written: File name too long");
        assertThat(directory).isEmptyDirectory();
    }
}
