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
final class ElfProgram {
    private static final int READ_BYTES = 4096;
    private static final int MAGIC = 0x464C_457F;
    private static final int CLASS_AT = 4;
    private static final int CLASS_64 = 2;
    private static final int HEADERS_AT = 32;
    private static final int SIZE_AT = 54;
    private static final int COUNT_AT = 56;
    private static final int INTERPRETER = 3;
    private static final int MACHINE_AT = 18;
    private static final int X86_64 = 62;

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
    static boolean isStatic(Path file) {
        ByteBuffer header = start(file);
        if (!isElf(header) || header.get(CLASS_AT) != CLASS_64) {
            return false;
        }
        long at = header.getLong(HEADERS_AT);
        for (int left = Short.toUnsignedInt(header.getShort(COUNT_AT)); left > 0; left--) {
            if (at < 0 || at > header.limit() - Integer.BYTES) {
                return false;
            }
            if (header.getInt((int) at) == INTERPRETER) {
                return false;
            }
            at += Short.toUnsignedInt(header.getShort(SIZE_AT));
        }
        return true;
    }

    /** Whether a file is a program for another processor than x86-64, or one of 32 bits; false for scripts and for what cannot be read. */
    static boolean isForeign(Path file) {
        ByteBuffer header = start(file);
        return isElf(header) && (header.get(CLASS_AT) != CLASS_64 || header.getShort(MACHINE_AT) != X86_64);
    }

    private static boolean isElf(ByteBuffer header) {
        return header.limit() >= COUNT_AT + Short.BYTES && header.getInt(0) == MAGIC;
    }

    /** The first bytes; none of a file that cannot be read, since starting it fails in the same way and has the message. */
    private static ByteBuffer start(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            return ByteBuffer.wrap(stream.readNBytes(READ_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            return ByteBuffer.allocate(0);
        }
    }
}
