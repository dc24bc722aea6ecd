package dev.sevsim.service;

import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.service.AuditEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The audit log: JSON Lines, each line appended by one write and on disk before the answer leaves.
 *
 * <p>A line that a crash left incomplete is terminated when the file is opened again, so that lines are never mixed.
 */
public final class AuditFile implements AuditEvent.Log, AutoCloseable {
    private final FileChannel channel;

    /**
     * Opens it, readable by its owner alone.
     *
     * @throws InputException when it cannot be written
     */
    public AuditFile(Path file) {
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (endsMidLine(file)) {
                append("\n");
            }
        } catch (IOException e) {
            throw new InputException("audit log " + file + " cannot be written: " + FileProblem.reason(e), e);
        }
    }

    private static boolean endsMidLine(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    @Override
    public void record(AuditEvent event) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("time", event.time().toString());
        line.put("request", event.request().name().toLowerCase(Locale.ROOT));
        event.launch().ifPresent(id -> line.put("launchId", id.text()));
        event.image().ifPresent(image -> line.put("image", image));
        event.chip().ifPresent(chip -> line.put("chip", chip.toString()));
        line.put("outcome", event.outcome());
        line.put("detail", event.detail());
        try {
            append(JsonMapper.shared().writeValueAsString(line) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("audit log cannot be written", e);
        }
    }

    private synchronized void append(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
