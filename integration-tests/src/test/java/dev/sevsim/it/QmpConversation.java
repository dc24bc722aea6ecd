package dev.sevsim.it;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A client of the monitor that is given its address alone. */
public final class QmpConversation implements Closeable {
    private final Closeable socket;
    private final OutputStream out;
    private final BufferedReader in;
    private final List<String> events = new ArrayList<>();

    private QmpConversation(Closeable socket, OutputStream out, InputStream in) {
        this.socket = socket;
        this.out = out;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    }

    /** Connects, reads the greeting and negotiates. */
    public static QmpConversation begin(String address) throws IOException {
        QmpConversation conversation = connect(address);
        if (!conversation.next().orElseThrow().has("QMP")) {
            throw new AssertionError("no greeting");
        }
        conversation.ask("{\"execute\":\"qmp_capabilities\"}");
        return conversation;
    }

    private static QmpConversation connect(String address) throws IOException {
        if (address.startsWith("unix:")) {
            SocketChannel unix = SocketChannel.open(UnixDomainSocketAddress.of(address.substring("unix:".length())));
            return new QmpConversation(unix, Channels.newOutputStream(unix), Channels.newInputStream(unix));
        }
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port);
        return new QmpConversation(tcp, tcp.getOutputStream(), tcp.getInputStream());
    }

    /** Executes a command without arguments; what it returns. */
    public JsonNode execute(String command) throws IOException {
        return ask("{\"execute\":\"" + command + "\"}").get("return");
    }

    /** MEASURE and MNONCE of the launch, base64. */
    public String measurement() throws IOException {
        return execute("query-sev-launch-measure").get("data").asString();
    }

    /** The answer to an injection of header and payload, both base64. */
    public JsonNode inject(String header, String payload) throws IOException {
        return ask("{\"execute\":\"sev-inject-launch-secret\",\"arguments\":{\"packet-header\":\"" + header
                + "\",\"secret\":\"" + payload + "\"}}");
    }

    /** The answer to a message; events on the way are kept. */
    public JsonNode ask(String message) throws IOException {
        out.write(message.getBytes(StandardCharsets.UTF_8));
        out.flush();
        while (true) {
            JsonNode reply = next().orElseThrow(() -> new AssertionError("the connection ended"));
            if (!reply.has("event")) {
                return reply;
            }
        }
    }

    /** Reads to the end of the connection; the names of all events so far. */
    List<String> eventsToTheEnd() throws IOException {
        while (next().isPresent()) {
            Thread.onSpinWait();
        }
        return events;
    }

    private Optional<JsonNode> next() throws IOException {
        Optional<JsonNode> message = Optional.ofNullable(in.readLine()).map(Sevsim::parse);
        message.map(m -> m.get("event")).ifPresent(name -> events.add(name.asString()));
        return message;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
