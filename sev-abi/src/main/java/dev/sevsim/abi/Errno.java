package dev.sevsim.abi;

import java.util.Optional;

/**
 * Linux error numbers that the host and guest answer with, as positive values.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.12, docs/reference/guest-kernel.md section 0; values of the Linux
 * generic table.
 */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    EINTR(4, "Interrupted system call"),
    EIO(5, "Input/output error"),
    ENXIO(6, "No such device or address"),
    E2BIG(7, "Argument list too long"),
    EBADF(9, "Bad file descriptor"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EFAULT(14, "Bad address"),
    EBUSY(16, "Device or resource busy"),
    EEXIST(17, "File exists"),
    EXDEV(18, "Invalid cross-device link"),
    ENODEV(19, "No such device"),
    ENOTDIR(20, "Not a directory"),
    EISDIR(21, "Is a directory"),
    EINVAL(22, "Invalid argument"),
    EMFILE(24, "Too many open files"),
    ENOTTY(25, "Inappropriate ioctl for device"),
    EFBIG(27, "File too large"),
    ENOSPC(28, "No space left on device"),
    ESPIPE(29, "Illegal seek"),
    EROFS(30, "Read-only file system"),
    ENAMETOOLONG(36, "File name too long"),
    ENOSYS(38, "Function not implemented"),
    ENOTEMPTY(39, "Directory not empty"),
    ELOOP(40, "Too many levels of symbolic links"),
    ENODATA(61, "No data available"),
    EOPNOTSUPP(95, "Operation not supported"),
    ETIMEDOUT(110, "Connection timed out"),
    /** Kernel-internal value that old /dev/sev commands let through. */
    ENOTSUPP(524, "Unknown error 524");

    private static final CodeTable<Errno> CODES = CodeTable.of(values(), Errno::code);

    private final int code;
    private final String text;

    Errno(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The positive number. */
    public int code() {
        return code;
    }

    /** The text of {@code strerror}. */
    public String text() {
        return text;
    }

    /** Looks a positive number up. */
    public static Optional<Errno> fromCode(int code) {
        return CODES.find(code);
    }
}
