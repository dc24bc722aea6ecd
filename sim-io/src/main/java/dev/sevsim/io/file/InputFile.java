package dev.sevsim.io.file;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Reads files named by a user, {@code -} for standard input; an {@link InputException} has the reason why one cannot be read. */
public final class InputFile {
    private static final int CHUNK = 1 << 20;

    private InputFile() {}

    /** Reads a file of 1 to {@code maximumBytes} bytes; {@code what} names it in messages, such as "OVMF image". */
    public static Bytes read(String what, Path file, long maximumBytes) {
        return read(what, file, maximumBytes, done -> {});
    }

    /** As above; {@code progress} receives the number of bytes read so far. */
    public static Bytes read(String what, Path file, long maximumBytes, LongConsumer progress) {
        Bytes content = readPossiblyEmpty(what, file, maximumBytes, progress);
        if (content.isEmpty()) {
            throw new InputException(what + " " + file + " is empty");
        }
        return content;
    }

    /** Opens a file; {@code -} is standard input. */
    public static InputStream open(Path file) throws IOException {
        return isStandardInput(file) ? System.in : Files.newInputStream(file);
    }

    private static boolean isStandardInput(Path file) {
        return file.toString().equals("-");
    }

    /** Reads a file of 0 to {@code maximumBytes} bytes. */
    public static Bytes readPossiblyEmpty(String what, Path file, long maximumBytes, LongConsumer progress) {
        if (Files.isDirectory(file)) {
            throw new InputException(what + " " + file + " is a directory, expected a file");
        }
        try (InputStream in = open(file)) {
            long size = isStandardInput(file) ? 0 : Files.size(file);
            if (size > maximumBytes) {
                throw new InputException(
                        what + " " + file + " has " + size + " bytes, expected at most " + maximumBytes);
            }
            return readAll(in, (int) size, maximumBytes, what, file, progress);
        } catch (NoSuchFileException e) {
            throw new InputException(what + " " + file + " does not exist", e);
        } catch (IOException e) {
            throw new InputException(what + " " + file + " cannot be read: " + FileProblem.reason(e), e);
        }
    }

    private static Bytes readAll(
            InputStream in, int expected, long maximum, String what, Path file, LongConsumer progress)
            throws IOException {
        byte[] content = new byte[Math.max(expected, 1)];
        int length = 0;
        while (true) {
            if (length == content.length) {
                int probe = in.read();
                if (probe < 0) {
                    break;
                }
                if (length >= maximum) {
                    throw new InputException(what + " " + file + " has more than " + maximum + " bytes");
                }
                content = Arrays.copyOf(content, (int) Math.min(maximum, 2L * content.length + CHUNK));
                content[length++] = (byte) probe;
                continue;
            }
            int read = in.read(content, length, Math.min(CHUNK, content.length - length));
            if (read < 0) {
                break;
            }
            length += read;
            progress.accept(length);
        }
        return Bytes.copyOf(content, 0, length);
    }
}
