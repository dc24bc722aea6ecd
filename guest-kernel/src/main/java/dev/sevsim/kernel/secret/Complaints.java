package dev.sevsim.kernel.secret;

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
    /** Logs an error and answers {@code errno}, which is negative. */
    int refuse(int errno, String text) {
        log.log(LogLevel.ERROR, prefix + text);
        return errno;
    }

    int refuseDirectory(String directory, int errno) {
        return refuse(errno, "Error creating " + directory + " securityfs directory entry err=" + errno);
    }
}
