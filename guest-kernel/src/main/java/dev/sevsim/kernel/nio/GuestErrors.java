package dev.sevsim.kernel.nio;

import dev.sevsim.abi.Errno;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The exceptions that the JDK throws for error numbers on Linux. */
final class GuestErrors {
    private GuestErrors() {}

    /** The exception for a negative errno. */
    static FileSystemException of(int errno, GuestPath path) {
        return of(errno, path.toString(), null);
    }

    static FileSystemException of(int errno, String file, @Nullable String other) {
        Errno known = Errno.fromCode(-errno).orElse(null);
        if (known == Errno.ENOENT) {
            return new NoSuchFileException(file, other, null);
        }
        if (known == Errno.EACCES) {
            return new AccessDeniedException(file, other, null);
        }
        if (known == Errno.EEXIST) {
            return new FileAlreadyExistsException(file, other, null);
        }
        return new FileSystemException(file, other, text(errno));
    }

    /** The text of {@code strerror} for a negative errno. */
    static String text(int errno) {
        return Errno.fromCode(-errno).map(Errno::text).orElse("Unknown error " + -errno);
    }
}
