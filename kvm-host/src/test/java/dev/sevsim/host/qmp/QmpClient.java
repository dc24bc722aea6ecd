package dev.sevsim.host.qmp;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that shares no code with the monitor but the JSON library. */
final class QmpClient implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PATIENCE_MILLIS = 20_000;

    private final Closeable socket;
    private final OutputStream out;
    private final BufferedReader in;

    private QmpClient(Closeable socket, OutputStream out, InputStream in) {
        this.socket = socket;
        this.out = out;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    }

    /** Connects without a word. */
    static QmpClient connect(String address) throws IOException {
        if (address.startsWith("unix:")) {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address.substring(5)));
            return new QmpClient(channel, Channels.newOutputStream(channel), Channels.newInputStream(channel));
        }
        int colon = address.lastIndexOf(':');
        Socket tcp = new Socket();
        tcp.setSoTimeout(PATIENCE_MILLIS);
        tcp.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(colon + 1))));
        return new QmpClient(tcp, tcp.getOutputStream(), tcp.getInputStream());
    }

    /** Connects and negotiates. */
    static QmpClient ready(String address) throws IOException {
        QmpClient client = connect(address);
        if (client.read().get("QMP") == null) {
            throw new AssertionError("no greeting");
        }
        client.send("{\"execute\": \"qmp_capabilities\"}");
        if (!client.read().has("return")) {
            throw new AssertionError("no negotiation");
        }
        return client;
    }

    void send(String text) throws IOException {
        sendBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next message. */
    JsonNode read() throws IOException {
        return next().orElseThrow(() -> new AssertionError("the connection ended"));
    }

    /** The next message as it came; empty at the end of the connection. */
    Optional<String> line() throws IOException {
        return Optional.ofNullable(in.readLine());
    }

    /** The next message; empty at the end of the connection. */
    Optional<JsonNode> next() throws IOException {
        return line().map(JSON::readTree);
    }

    /** Sends and reads the next message. */
    JsonNode ask(String text) throws IOException {
        send(text);
        return read();
    }

    /** Executes a command without arguments. */
    JsonNode execute(String command) throws IOException {
        return ask("{\"execute\": \"" + command + "\"}");
    }

    /** Class and text of the error for a message. */
    String refusal(String text) throws IOException {
        return describe(ask(text));
    }

    static String describe(JsonNode reply) {
        JsonNode error = reply.get("error");
        if (error == null) {
            throw new AssertionError("no error: " + reply);
        }
        return error.get("class").asString() + ": " + error.get("desc").asString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
