package dev.sevsim.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The headers of a program file, as far as they decide whether a dynamic linker loads it.
 *
 * <p>Source: System V ABI, chapter 4, ELF header, and chapter 5, program header.
 */
public final class ElfProgram {
    private static final int READ_BYTES = 4096;
    private static final int MAGIC = 0x464C_457F;
    private static final int CLASS_AT = 4;
    private static final int CLASS_64 = 2;
    private static final int HEADERS_AT = 32;
    private static final int SIZE_AT = 54;
    private static final int COUNT_AT = 56;
    private static final int INTERPRETER = 3;

    private ElfProgram() {}

    /** The file that a shell would execute for a command; empty where there is none. */
    static Optional<Path> find(String command) {
        if (command.contains("/")) {
            return Optional.of(Path.of(command));
        }
        return Arrays.stream(
                        System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .map(directory -> Path.of(directory, command))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Whether a file is a 64-bit program without an interpreter; false for scripts and for what cannot be read. */
    public static boolean isStatic(Path file) {
        byte[] start;
        try (InputStream stream = Files.newInputStream(file)) {
            start = stream.readNBytes(READ_BYTES);
        } catch (IOException e) {
            return false; // Starting it fails in the same way, and has the message.
        }
        ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        if (start.length < COUNT_AT + Short.BYTES || header.getInt(0) != MAGIC || header.get(CLASS_AT) != CLASS_64) {
            return false;
        }
        long at = header.getLong(HEADERS_AT);
        for (int left = Short.toUnsignedInt(header.getShort(COUNT_AT)); left > 0; left--) {
            if (at < 0 || at > start.length - Integer.BYTES) {
                return false;
            }
            if (header.getInt((int) at) == INTERPRETER) {
                return false;
            }
            at += Short.toUnsignedInt(header.getShort(SIZE_AT));
        }
        return true;
    }
}
