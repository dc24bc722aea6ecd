package dev.sevsim.owner;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/** Small binaries that tools store raw or as base64 text. */
final class StoredBinary {
    /** Base64 takes four letters for three bytes; line feeds and one more for good measure. */
    private static final int TEXT_FACTOR = 2;

    private static final int TEXT_SLACK = 64;

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

    private static byte[] decode(Path file, String what, int size, byte[] raw) {
        if (raw.length == size) {
            return raw;
        }
        String expected = size + " bytes, raw or as base64";
        try {
            byte[] decoded = Base64.getMimeDecoder().decode(raw);
            String text = new String(raw, StandardCharsets.ISO_8859_1);
            if (decoded.length == size && text.strip().matches("[A-Za-z0-9+/\\s]+={0,2}")) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            throw new OwnerInputException(name(file, what), BinaryInput.describe(Bytes.copyOf(raw)), expected);
        }
        String actual = BinaryInput.describe(Bytes.copyOf(raw));
        throw new OwnerInputException(name(file, what), actual, expected);
    }

    private static byte[] readRaw(Path file, String what, long limit) {
        try {
            if (Files.isDirectory(file)) {
                throw new OwnerInputException(name(file, what), "a directory", "a file");
            }
            long size = Files.size(file);
            if (size > limit) {
                throw new OwnerInputException(name(file, what), size + " bytes", "at most " + limit + " bytes");
            }
            return readBounded(file, what, (int) Math.min(limit, Integer.MAX_VALUE - 8));
        } catch (NoSuchFileException e) {
            throw new OwnerInputException(name(file, what), "no such file", "a file");
        } catch (AccessDeniedException e) {
            throw new OwnerInputException(name(file, what), "permission denied", "a readable file");
        } catch (IOException e) {
            throw new OwnerInputException(name(file, what), "cannot be read: " + e.getMessage(), "a readable file");
        }
    }

    private static byte[] readBounded(Path file, String what, int limit) throws IOException {
        // a size of 0 says nothing about pipes and files of /proc, so the bound is kept while reading too
        try (InputStream in = Files.newInputStream(file)) {
            byte[] raw = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new OwnerInputException(
                        name(file, what), "more than " + limit + " bytes", "at most " + limit + " bytes");
            }
            return raw;
        }
    }

    private static String name(Path file, String what) {
        return what + " " + file;
    }
}
