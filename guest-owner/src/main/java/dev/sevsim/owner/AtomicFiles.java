package dev.sevsim.owner;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Writes sets of files so that none is ever half there. */
final class AtomicFiles {
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private AtomicFiles() {}

    /**
     * Writes every content beside its place first, and only then moves all into place.
     *
     * @param isPrivate which files only their owner may read
     */
    static void write(Map<Path, byte[]> contents, Predicate<Path> isPrivate) {
        Map<Path, Path> written = new LinkedHashMap<>();
        Path current = contents.keySet().iterator().next();
        try {
            for (Map.Entry<Path, byte[]> entry : contents.entrySet()) {
                current = entry.getKey();
                written.put(current, writeTemporary(current, entry.getValue(), isPrivate.test(current)));
            }
            for (Map.Entry<Path, Path> entry : written.entrySet()) {
                current = entry.getKey();
                Files.move(
                        entry.getValue(), current, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new OwnerInputException("output file " + current, reason(e), "a writable place");
        } finally {
            written.values().forEach(AtomicFiles::discard);
        }
    }

    private static Path writeTemporary(Path target, byte[] content, boolean isPrivate) throws IOException {
        Path temporary = Files.createTempFile(
                target.toAbsolutePath().getParent(),
                target.getFileName().toString(),
                TEMPORARY_SUFFIX,
                permissions(target, isPrivate));
        try {
            Files.write(temporary, content, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            discard(temporary);
            throw e;
        }
        return temporary;
    }

    private static FileAttribute<?>[] permissions(Path target, boolean isPrivate) {
        if (!target.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString(isPrivate ? "rw-------" : "rw-r--r--");
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)};
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new OwnerInputException("temporary file " + temporary, "cannot be removed", "a writable place");
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String text = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return text == null ? "cannot be written" : text;
    }
}
