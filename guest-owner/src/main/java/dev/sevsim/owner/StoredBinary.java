package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.io.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Small binaries that tools store raw or as base64 text; {@code -} is standard input. */
final class StoredBinary {
    /** Base64 takes four letters for three bytes, hexadecimal two for one; line feeds and PEM lines come on top. */
    private static final int TEXT_FACTOR = 2;

    private static final int BLOCK = 16;

    private static final int TEXT_SLACK = 128;

    /** Shorter texts are no certificates. */
    private static final int CERTIFICATE_START = 64;

    private StoredBinary() {}

    static Bytes read(Path file, String what, int size) {
        byte[] raw = readRaw(file, what, (long) size * TEXT_FACTOR + TEXT_SLACK);
        return Bytes.copyOf(decode(file, what, size, raw));
    }

    static SecretBytes readSecret(Path file, String what, int size) {
        byte[] raw = readRaw(file, what, (long) size * TEXT_FACTOR + TEXT_SLACK);
        byte[] decoded = decode(file, what, size, raw);
        SecretBytes secret = SecretBytes.copyOf(decoded);
        Arrays.fill(raw, (byte) 0);
        Arrays.fill(decoded, (byte) 0);
        return secret;
    }

    static Bytes readAll(Path file, String what, long limit) {
        return Bytes.copyOf(readRaw(file, what, limit));
    }

    /** A file of certificates, which tools pass on raw or as base64. */
    static Bytes readCertificates(Path file, String what, long limit) {
        byte[] raw = readRaw(file, what, limit);
        Bytes content = Bytes.copyOf(raw);
        if (!BinaryInput.isText(content)) {
            BinaryInput.requireNoOtherFormat(name(file, what), content);
            return content;
        }
        Bytes decoded = StoredText.decode(raw, length -> length >= CERTIFICATE_START)
                .map(Bytes::copyOf)
                .orElseThrow(() -> new OwnerInputException(
                        name(file, what), BinaryInput.describe(content), "SEV certificates, raw or as base64"));
        BinaryInput.requireNoOtherFormat(name(file, what), decoded);
        return decoded;
    }

    /** A binary of any number of 16-byte blocks; text is taken for text where its bytes would make such a number. */
    static Bytes readBlocks(Path file, String what, int limit) {
        byte[] raw = readRaw(file, what, (long) limit * TEXT_FACTOR + TEXT_SLACK);
        Bytes content = Bytes.copyOf(raw);
        if (!BinaryInput.isText(content)) {
            return content;
        }
        return StoredText.decode(raw, length -> length > 0 && length % BLOCK == 0)
                .map(Bytes::copyOf)
                .orElse(content);
    }

    private static byte[] decode(Path file, String what, int size, byte[] raw) {
        if (raw.length == size) {
            return raw;
        }
        return StoredText.decode(raw, length -> length == size)
                .orElseThrow(() -> new OwnerInputException(
                        name(file, what),
                        BinaryInput.describe(Bytes.copyOf(raw)),
                        size + " bytes, raw, as base64 or as hexadecimal"));
    }

    private static byte[] readRaw(Path file, String what, long limit) {
        try {
            if (Files.isDirectory(file)) {
                throw new OwnerInputException(name(file, what), "a directory", "a file");
            }
            long size = isStandardInput(file) ? 0 : Files.size(file);
            if (size > limit) {
                throw new OwnerInputException(name(file, what), size + " bytes", "at most " + limit + " bytes");
            }
            return readBounded(file, what, (int) Math.min(limit, Integer.MAX_VALUE - 8));
        } catch (NoSuchFileException e) {
            throw new OwnerInputException(name(file, what), "no such file", "a file");
        } catch (AccessDeniedException e) {
            throw new OwnerInputException(name(file, what), "permission denied", "a readable file");
        } catch (IOException e) {
            throw new OwnerInputException(
                    name(file, what), "cannot be read: " + FileProblem.reason(e), "a readable file");
        }
    }

    private static byte[] readBounded(Path file, String what, int limit) throws IOException {
        // pipes and files of /proc have a size of 0, so the bound is kept while reading too
        try (InputStream in = isStandardInput(file) ? System.in : Files.newInputStream(file)) {
            byte[] raw = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new OwnerInputException(
                        name(file, what), "more than " + limit + " bytes", "at most " + limit + " bytes");
            }
            return raw;
        }
    }

    private static boolean isStandardInput(Path file) {
        return file.toString().equals("-");
    }

    private static String name(Path file, String what) {
        return what + " " + file;
    }
}
