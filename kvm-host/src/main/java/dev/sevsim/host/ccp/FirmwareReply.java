package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Result of a firmware command for its caller in the kernel.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.4, 1.7 and 2.2.
 *
 * @param failure the errno, empty when the firmware answered success
 * @param error value for the {@code error} field of user space: the firmware's status, 0 when it did not answer in
 *     time; empty when it was not called, which leaves the field as it is
 * @param buffer the command buffer afterwards; lengths come back in it also with a failure
 */
public record FirmwareReply(Optional<Errno> failure, OptionalInt error, Bytes buffer) {
    /** Success without a command. */
    static final FirmwareReply NO_COMMAND = new FirmwareReply(Optional.empty(), OptionalInt.empty(), Bytes.EMPTY);

    /** The firmware answered with a status; EIO for each but success. */
    static FirmwareReply answered(int status, Bytes buffer) {
        return new FirmwareReply(
                status == 0 ? Optional.empty() : Optional.of(Errno.EIO), OptionalInt.of(status), buffer);
    }

    /** The firmware was not called. */
    public static FirmwareReply notCalled(Errno errno, Bytes request) {
        return new FirmwareReply(Optional.of(errno), OptionalInt.empty(), request);
    }

    /** Returns this after a success; throws the errno of a failure. */
    public FirmwareReply requireSuccess() {
        if (failure.isPresent()) {
            throw new ErrnoException(failure.get(), "the firmware command failed");
        }
        return this;
    }

    public boolean succeeded() {
        return failure.isEmpty();
    }

    /** The same reply as the last of several: its error is {@code earlier} when it called no firmware. */
    FirmwareReply after(OptionalInt earlier) {
        return error.isPresent() ? this : new FirmwareReply(failure, earlier, buffer);
    }
}
