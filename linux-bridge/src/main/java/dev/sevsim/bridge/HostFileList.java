package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The list of a host's files that supervisors read: for each a line {@code KIND MODE BYTES PATH}, the mode in octal, and so many bytes of
 * its content.
 */
final class HostFileList {
    /** How long a host may take to send its list. */
    private static final long PATIENCE_MILLIS = 10_000;

    private final Bytes content;

    private HostFileList(Bytes content) {
        this.content = content;
    }

    /** The list of a host's files. */
    static HostFileList of(List<HostFile> files) {
        return new HostFileList(
                Bytes.concat(files.stream().map(HostFileList::entry).toArray(Bytes[]::new)));
    }

    /**
     * The list of the host that is served at a socket.
     *
     * @throws SimulatorException when no host answers there
     */
    static HostFileList askedFor(Path socket) {
        try (MessageChannel channel = new MessageChannel(connect(socket), PATIENCE_MILLIS)) {
            var unused = channel.begin(MessageType.FILES, 0);
            channel.send();
            Message answer = channel.await();
            if (answer.type() != MessageType.FILE_LIST) {
                throw new ProtocolException(answer.type() + " as the answer to " + MessageType.FILES);
            }
            return new HostFileList(answer.rest());
        } catch (IOException | ProtocolException e) {
            throw new SimulatorException(
                    "no simulated host answers at unix:" + socket + ": " + e.getMessage()
                            + "; start one with: sevsim host --listen unix:" + socket,
                    e);
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            boolean unused = channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The list as it is sent and kept. */
    Bytes content() {
        return content;
    }

    /** Writes the list into a directory that only its owner can read. */
    Path writeTo(Path directory) throws IOException {
        return Files.write(directory.resolve("files"), content.toArray());
    }

    private static Bytes entry(HostFile file) {
        String head = String.format(
                Locale.ROOT,
                "%s %o %d %s\n",
                file.kind().name().toLowerCase(Locale.ROOT),
                file.mode(),
                file.content().length(),
                file.path());
        return Bytes.concat(Bytes.ofAscii(head), file.content());
    }
}
