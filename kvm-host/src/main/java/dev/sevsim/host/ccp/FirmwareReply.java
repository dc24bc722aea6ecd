package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.host.process.ErrnoException;
import java.util.Optional;

/**
 * How a firmware command ended for its caller in the kernel.
 *
 * @param failure the errno, empty when the firmware answered success
 * @param buffer the command buffer afterwards; lengths come back in it also with a failure
 */
public record FirmwareReply(Optional<Errno> failure, Bytes buffer) {
    /** Goes on only after a success. */
    public FirmwareReply requireSuccess() {
        if (failure.isPresent()) {
            throw new ErrnoException(failure.get(), "the firmware command failed");
        }
        return this;
    }

    public boolean succeeded() {
        return failure.isEmpty();
    }
}
