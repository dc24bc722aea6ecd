package dev.sevsim.kernel.nio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.kernel.fs.Credentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** A root file system with securityfs in it, used as a Java program uses a mount. */
class GuestFilesTest extends SecretFiles {
    GuestFilesTest() throws IOException {}

    @Test
    void listsAndReads() throws IOException {
        try (var names = Files.list(coco)) {
            assertThat(names.map(Path::toString))
                    .containsExactly(coco + "/83c83f7f-1356-4975-8b7e-d3a0b54312c6", coco + "/" + NAME);
        }
        assertThat(Files.readAllBytes(coco.resolve(NAME))).isEqualTo("these-are".getBytes(US_ASCII));
        assertThat(Files.readString(coco.resolve(NAME))).isEqualTo("these-are");
        assertThat(use.count()).as("closed again").isZero();
        try (var tree = Files.walk(root.getPath("/security"))) {
            assertThat(tree).hasSize(5);
        }
    }

    @Test
    void deletingWipes() throws IOException {
        Path file = coco.resolve(NAME);
        try (SeekableByteChannel open = Files.newByteChannel(file)) {
            Files.delete(file);

            ByteBuffer read = ByteBuffer.allocate(32);
            assertThat(open.read(read)).isEqualTo(9);
            assertThat(Bytes.copyOf(read.array(), 0, 9)).isEqualTo(Bytes.zeros(9));
        }
        assertThat(Files.exists(file)).isFalse();
        assertThatThrownBy(() -> Files.delete(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file.toString());
        assertThat(Files.deleteIfExists(file)).isFalse();
    }

    /**
     * docs/reference/guest-kernel.md section 6: mode 0100440, size 0, one link; the directory 0040755 with two links.
     */
    @Test
    void tellsAttributes() throws IOException {
        Path file = coco.resolve(NAME);
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);

        assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("r--r-----");
        assertThat(attributes.size()).isZero();
        assertThat(attributes.owner().getName()).isEqualTo("root");
        assertThat(attributes.group().getName()).isEqualTo("root");
        assertThat(attributes.lastModifiedTime()).isEqualTo(FileTime.from(NOW));
        assertThat(Files.readAttributes(file, "posix:*")).hasSize(12).containsEntry("isRegularFile", true);
        assertThat(Files.readAttributes(file, "unix:mode,nlink,uid"))
                .containsEntry("mode", 0100440)
                .containsEntry("nlink", 1)
                .containsEntry("uid", 0);
        assertThat(Files.getAttribute(coco, "unix:mode")).isEqualTo(0040755);
        assertThat(Files.getAttribute(coco, "unix:nlink")).isEqualTo(2);
        assertThat(Files.isDirectory(coco)).isTrue();
        assertThat(Files.getOwner(file).getName()).isEqualTo("root");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(coco)))
                .isEqualTo("rwxr-xr-x");
        assertThatThrownBy(() -> Files.readAttributes(file, "dos:*")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.readAttributes(file, "size,colour"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAsTheKernelDoes() {
        Path file = coco.resolve(NAME);

        assertThatThrownBy(() -> Files.write(file, new byte[1], StandardOpenOption.WRITE))
                .isInstanceOf(IOException.class)
                .hasMessage("Invalid argument");
        assertThatThrownBy(() -> Files.createFile(coco.resolve("new")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(coco + "/new");
        assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.createDirectory(coco.resolve("new")))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(coco + "/new: Operation not permitted");
        assertThatThrownBy(() -> Files.createSymbolicLink(coco.resolve("new"), file))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(coco + "/new: Operation not permitted");
        assertThatThrownBy(() -> Files.move(file, coco.resolve("new")))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(file + " -> " + coco + "/new: Operation not permitted");
        assertThatThrownBy(() -> Files.delete(coco))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(coco + ": Operation not permitted");
        assertThatThrownBy(() -> Files.list(file)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.readAllBytes(coco)).hasMessage("Is a directory");
        assertThatThrownBy(() -> Files.readAllBytes(file.resolve("below")))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessage(file + "/below: Not a directory");
        assertThatThrownBy(() -> Files.readAllBytes(coco.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void deniesOthers() {
        Path file = filesAs(new Credentials(1000, 1000)).getPath(coco + "/" + NAME);

        assertThatThrownBy(() -> Files.readAllBytes(file)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(AccessDeniedException.class);
        assertThat(Files.isReadable(file)).isFalse();
        assertThat(Files.isReadable(coco.resolve(NAME))).isTrue();
        assertThat(Files.isExecutable(coco.resolve(NAME))).isFalse();
        assertThat(Files.isWritable(coco.resolve(NAME)))
                .as("root overrides the mode")
                .isTrue();
    }

    @Test
    void worksOnOrdinaryFilesToo() throws IOException {
        Path file = root.getPath("/tmp/notes");
        Files.writeString(file, "one\n");
        Files.writeString(file, "two\n", StandardOpenOption.APPEND);

        assertThat(Files.readAllLines(file)).containsExactly("one", "two");
        assertThat(Files.size(file)).isEqualTo(8);
        assertThatThrownBy(() -> Files.delete(root.getPath("/tmp"))).isInstanceOf(DirectoryNotEmptyException.class);
        Files.move(file, root.getPath("/tmp/other"));
        assertThat(Files.exists(file)).isFalse();
        assertThat(Files.isSameFile(root.getPath("/tmp/other"), root.getPath("tmp/./other")))
                .isTrue();
    }

    @Test
    void givesChannelsThatSeek() throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(coco.resolve(NAME));
        ByteBuffer some = ByteBuffer.allocate(3);

        assertThat(channel.position(6).read(some)).isEqualTo(3);
        assertThat(new String(some.array(), US_ASCII)).isEqualTo("are");
        assertThat(channel.position()).isEqualTo(9);
        assertThat(channel.read(some.rewind())).isEqualTo(-1);
        assertThat(channel.size()).isZero();
        channel.close();
        assertThatThrownBy(channel::position).isInstanceOf(ClosedChannelException.class);
        try (SeekableByteChannel writer = Files.newByteChannel(coco.resolve(NAME), StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> writer.read(some)).isInstanceOf(NonReadableChannelException.class);
        }
    }

    @Test
    void doesNothingOnceClosed() throws IOException {
        root.close();

        assertThat(root.isOpen()).isFalse();
        assertThatThrownBy(() -> Files.readAllBytes(coco.resolve(NAME))).isInstanceOf(ClosedFileSystemException.class);
    }
}
