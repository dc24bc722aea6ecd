package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.host.kernel.KernelMemory;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The mailbox registers and the one command page in front of the Secure Processor.
 *
 * <p>A command that is not answered in time gives ETIMEDOUT once; after that the processor is taken for dead and every
 * command gives EBUSY without an access to the hardware.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.7.
 */
final class PspMailbox {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(100);

    private final Endpoint psp;
    private final KernelMemory.Buffer page;
    private Duration timeout = PROBE_TIMEOUT;
    private boolean dead;

    /** A mailbox that has not been used since the host started. */
    PspMailbox(Endpoint psp, KernelMemory kernel) {
        this.psp = psp;
        this.page = kernel.allocate(1);
    }

    /**
     * Runs one command while the caller holds {@code sev_cmd_mutex}.
     *
     * @param request contents of the command buffer; EINVAL for another size than the command's
     */
    FirmwareReply issue(CommandId id, Bytes request) {
        if (request.length() != id.bufferSize()) {
            return FirmwareReply.notCalled(Errno.EINVAL, request);
        }
        return dead ? FirmwareReply.notCalled(Errno.EBUSY, request) : send(id, request);
    }

    private FirmwareReply send(CommandId id, Bytes request) {
        long address = 0;
        if (!request.isEmpty()) {
            page.write(request);
            address = page.address().value();
        }
        Optional<Frame> answer = psp.call(MailboxCommand.withInterrupt(id, address), timeout);
        if (answer.isEmpty() || !(answer.get() instanceof MailboxResponse response) || !response.isFinished()) {
            dead = true;
            return new FirmwareReply(Optional.of(Errno.ETIMEDOUT), OptionalInt.of(0), request);
        }
        timeout = COMMAND_TIMEOUT;
        Bytes after = request.isEmpty() ? request : page.read(request.length());
        return FirmwareReply.answered(response.status(), after);
    }
}
