package dev.sevsim.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP proxy behind which every host is AMD's key server: it ends the TLS connection of its client itself, with a certificate
 * of the test's own, and answers each request with one body.
 */
final class KeyServerProxy implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final ServerSocket socket;
    private final SSLContext tls;
    private final Path certificate;
    private final Supplier<byte[]> body;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Starts it; keys are made in {@code directory} with the JDK's keytool. */
    KeyServerProxy(Path directory, Supplier<byte[]> body) throws Exception {
        this.body = body;
        Path store = directory.resolve("kds.p12");
        certificate = directory.resolve("kds.pem");
        keytool(
                directory,
                "-genkeypair",
                "-alias",
                "kds",
                "-keyalg",
                "EC",
                "-dname",
                "CN=kdsintf.amd.com",
                "-ext",
                "san=dns:kdsintf.amd.com",
                "-ext",
                "bc=ca:true",
                "-storetype",
                "PKCS12",
                "-keystore",
                store,
                "-storepass",
                PASSWORD);
        keytool(
                directory,
                "-exportcert",
                "-rfc",
                "-alias",
                "kds",
                "-file",
                certificate,
                "-keystore",
                store,
                "-storepass",
                PASSWORD);
        tls = context(store);
        socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "key-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** For HTTPS_PROXY. */
    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** For SSL_CERT_FILE. */
    Path certificate() {
        return certificate;
    }

    /** First lines of the requests that came through. */
    List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static void keytool(Path directory, Object... arguments) throws Exception {
        Object[] words = new Object[arguments.length + 1];
        words[0] = Path.of(System.getProperty("java.home"), "bin", "keytool");
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        ToolRun unused = ToolRun.of(directory, words).requireSuccess();
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            keys.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                String unused = head(client.getInputStream());
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                SSLSocket inner = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
                inner.setUseClientMode(false);
                requests.add(head(inner.getInputStream()));
                answer(inner.getOutputStream());
                inner.close();
            } catch (IOException e) {
                // The test has ended, or the client gives up and its test fails.
            }
        }
    }

    private void answer(OutputStream out) throws IOException {
        byte[] content = body.get();
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\nContent-Length: "
                        + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(content);
        out.flush();
    }

    /** The first line of a request, whose other lines up to the empty one are read too. */
    private static String head(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII), 1);
        String first = String.valueOf(lines.readLine());
        for (String line = first; line != null && !line.isEmpty(); line = lines.readLine()) {
            // Headers are of no interest.
        }
        return first;
    }
}
