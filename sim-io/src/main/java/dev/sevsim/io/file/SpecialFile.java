package dev.sevsim.io.file;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that are written to and never replaced: devices, FIFOs, sockets, and open files by their number. */
final class SpecialFile {
    /** Type bits of st_mode, and their value for a socket: inode(7). */
    private static final int TYPE = 0170000;

    private static final int SOCKET = 0140000;

    private SpecialFile() {}

    /** Whether {@code file} is one; a missing file is not. */
    static boolean isOne(Path file) {
        return Files.exists(file) && (!Files.isRegularFile(file) || isDescriptor(file));
    }

    /** An open file of a process: replacing its name would part the output from the descriptor. */
    private static boolean isDescriptor(Path file) {
        Path path = file.toAbsolutePath();
        return path.startsWith("/dev/fd") || path.startsWith("/proc");
    }

    /** Opens it for writing; a socket is connected to. */
    static OutputStream open(Path file) throws IOException {
        if (isSocket(file)) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(file.toRealPath()));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return Channels.newOutputStream(channel);
        }
        return isDescriptor(file)
                ? Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                : Files.newOutputStream(file, StandardOpenOption.WRITE);
    }

    private static boolean isSocket(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(file, "unix:mode") & TYPE) == SOCKET;
    }
}
