package dev.sevsim.kernel.nio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Copies, moves and the options of channels as the JDK gives them on a real mount. */
class GuestTransferTest extends SecretFiles {
    GuestTransferTest() throws IOException {}

    @Test
    void wipesWhatAMoveReplacesBeforeTheMoveIsRefused() {
        assertThatThrownBy(() -> Files.move(first, second)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.exists(second)).isTrue();

        assertThatThrownBy(() -> Files.move(first, second, StandardCopyOption.REPLACE_EXISTING))
                .isExactlyInstanceOf(FileSystemException.class)
                .hasMessageEndingWith(": Operation not permitted");

        assertThat(Files.exists(second)).isFalse();
        assertThat(Files.exists(first)).isTrue();
    }

    @Test
    void movesASecretOutByCopyingAndWiping() throws IOException {
        Path out = root.getPath("/tmp/out");
        assertThatThrownBy(() -> Files.move(first, out, StandardCopyOption.ATOMIC_MOVE))
                .isInstanceOf(AtomicMoveNotSupportedException.class);

        Files.move(first, out);

        assertThat(Files.readString(out)).isEqualTo("these-are");
        assertThat(Files.exists(first)).isFalse();
        assertThat(Files.readAllBytes(second)).isNotEmpty();
    }

    @Test
    void copiesWithTheModeAndOnRequestTheTimes() throws IOException {
        Path out = root.getPath("/tmp/out");
        Files.setLastModifiedTime(first, FileTime.fromMillis(1000));

        Files.copy(first, out, StandardCopyOption.COPY_ATTRIBUTES);

        assertThat(Files.readString(out)).isEqualTo("these-are");
        assertThat(Files.getLastModifiedTime(out)).isEqualTo(FileTime.fromMillis(1000));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("r--r-----");
        assertThatThrownBy(() -> Files.copy(first, out)).isInstanceOf(FileAlreadyExistsException.class);
        Files.copy(second, out, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.readAllBytes(out)).isEqualTo(Files.readAllBytes(second));
        assertThatThrownBy(() -> Files.copy(first, root.getPath("/tmp"), StandardCopyOption.REPLACE_EXISTING))
                .isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.copy(first, out, StandardCopyOption.ATOMIC_MOVE))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refusesOptionsThatExcludeEachOther() {
        assertThatThrownBy(() -> Files.newByteChannel(first, StandardOpenOption.READ, StandardOpenOption.APPEND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("READ + APPEND not allowed");
        assertThatThrownBy(() ->
                        Files.newByteChannel(first, StandardOpenOption.APPEND, StandardOpenOption.TRUNCATE_EXISTING))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wipesAtOnceWhatIsDeletedOnClose() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(first, StandardOpenOption.DELETE_ON_CLOSE)) {
            assertThat(Files.exists(first)).isFalse();
            ByteBuffer read = ByteBuffer.allocate(16);
            assertThat(channel.read(read)).isEqualTo(9);
            assertThat(read.array()).containsOnly(0);
        }
    }

    @Test
    void setsASizeThroughAWritableChannelOnly() throws IOException {
        try (SeekableByteChannel reader = Files.newByteChannel(first)) {
            assertThatThrownBy(() -> reader.truncate(0)).isInstanceOf(NonWritableChannelException.class);
        }
        Path file = Files.writeString(root.getPath("/tmp/f"), "abc");
        try (SeekableByteChannel writer = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            assertThat(writer.position(3).truncate(1).position()).isOne();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo("a".getBytes(US_ASCII));
    }

    @Test
    void keepsTheBytesThatASeekHasFetched() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(first)) {
            channel.position(6);
            Files.delete(first);

            ByteBuffer read = ByteBuffer.allocate(3);
            assertThat(channel.read(read)).isEqualTo(3);
            assertThat(read.array()).isEqualTo("are".getBytes(US_ASCII));
        }
    }

    @Test
    void readsSymbolicLinks() throws IOException {
        Path link = Files.createSymbolicLink(root.getPath("/tmp/link"), first);

        assertThat(Files.readSymbolicLink(link)).isEqualTo(first);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.isRegularFile(link)).isTrue();
        assertThat(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThatThrownBy(() -> Files.readSymbolicLink(first)).isInstanceOf(NotLinkException.class);
        Files.delete(link);
        assertThat(Files.exists(first)).isTrue();
    }

    @Test
    void changesAttributes() throws IOException {
        Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rwxr-----"));
        Files.setOwner(first, Files.getOwner(coco));

        assertThat(Files.getAttribute(first, "unix:mode")).isEqualTo(0100740);
        assertThat(Files.getAttribute(first, "unix:rdev")).isEqualTo(0L);
        Files.setAttribute(first, "unix:mode", 0400);
        assertThat(Files.getAttribute(first, "unix:mode")).isEqualTo(0100400);
        assertThatThrownBy(() -> Files.setAttribute(first, "basic:colour", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheMountOfAFile() throws IOException {
        assertThat(Files.getFileStore(first).type()).isEqualTo("securityfs");
        assertThat(Files.getFileStore(first).getTotalSpace()).isZero();
        assertThat(root.getFileStores()).hasSize(2);
    }
}
