package dev.sevsim.host.vmm;

import dev.sevsim.abi.Errno;
import java.util.Optional;

/**
 * Result of an ioctl with a firmware status.
 *
 * @param value return value of the system call
 * @param firmwareError the error field afterwards
 */
record CallResult(long value, int firmwareError) {
    /** The value of a system call without firmware status; a failure ends the VMM. */
    static int checked(String name, long value) {
        CallResult result = new CallResult(value, 0);
        if (!result.succeeded()) {
            throw new VmmException("ioctl(" + name + ") failed: " + -value + " " + result.errnoText(), result);
        }
        return (int) value;
    }

    boolean succeeded() {
        return value >= 0;
    }

    Optional<Errno> errno() {
        return succeeded() ? Optional.empty() : Errno.fromCode((int) -value);
    }

    /** Whether the firmware refused: EIO with a status. */
    boolean calledFirmware() {
        return errno().equals(Optional.of(Errno.EIO)) && firmwareError != 0;
    }

    String errnoText() {
        return errno().map(Errno::text).orElse("Unknown error " + -value);
    }
}
