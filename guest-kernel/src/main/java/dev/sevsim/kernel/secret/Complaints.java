package dev.sevsim.kernel.secret;

import dev.sevsim.abi.Errno;
import dev.sevsim.kernel.core.ErrnoException;
import dev.sevsim.kernel.core.KernelLog;
import dev.sevsim.kernel.core.LogLevel;

/**
 * Log lines of a module for what it refuses.
 *
 * @param log message ring
 * @param prefix in front of every line
 * @param subject whose secret area it is: {@code EFI} or {@code SEV}
 * @param module name of the module
 */
record Complaints(KernelLog log, String prefix, String subject, String module) {
    /** Logs an error; returns the exception to throw. */
    ErrnoException refuse(Errno errno, String text) {
        log.log(LogLevel.ERROR, prefix + text);
        return new ErrnoException(errno);
    }

    ErrnoException refuseDirectory(String directory, Errno errno) {
        return refuse(errno, "Error creating " + directory + " securityfs directory entry err=" + -errno.code());
    }
}
