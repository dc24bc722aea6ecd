package dev.sevsim.it;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A user at the guest's serial port, who types when the shell is ready. */
final class SerialLine implements Closeable {
    private static final String PROMPT = "~ # ";

    private final SocketChannel channel;
    private final InputStream in;
    private final StringBuilder printed = new StringBuilder();

    SerialLine(String address) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(address.substring("unix:".length())));
        in = Channels.newInputStream(channel);
    }

    /** Types without waiting for the prompt. */
    void typeAhead(String text) throws IOException {
        Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Types lines at the shell and answers everything that was printed until the port closed. */
    String type(String... lines) throws IOException {
        for (String line : lines) {
            waitForPrompt();
            Channels.newOutputStream(channel).write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return printed + new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private void waitForPrompt() throws IOException {
        int from = printed.length();
        while (printed.indexOf(PROMPT, from) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("no prompt after: " + printed);
            }
            printed.append((char) next);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
