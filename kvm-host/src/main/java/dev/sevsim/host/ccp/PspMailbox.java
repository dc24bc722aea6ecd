package dev.sevsim.host.ccp;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Mutex;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.host.process.KernelMemory;
import java.time.Duration;
import java.util.Optional;

/**
 * The mailbox registers and the one command page in front of the Secure Processor.
 *
 * <p>A command that is not answered in time gives ETIMEDOUT once; after that the processor counts as dead and every
 * command gives EBUSY without touching the hardware.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.7.
 */
public final class PspMailbox {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(100);
    private static final int COMMAND_SHIFT = 16;
    private static final int INTERRUPT_ON_COMPLETION = 1;
    private static final int STATUS_MASK = 0xFFFF;
    private static final int RESPONSE = 1 << 31;

    private final Endpoint psp;
    private final KernelMemory.Buffer page;
    private final Mutex command;
    private Duration timeout = PROBE_TIMEOUT;
    private boolean dead;

    /** A mailbox that has not been used since the host started. */
    public PspMailbox(Endpoint psp, KernelMemory kernel) {
        this.psp = psp;
        this.page = kernel.allocate(1);
        this.command = psp.mutex();
    }

    /** A lock that may be held over commands. */
    Mutex mutex() {
        return psp.mutex();
    }

    /** {@code sev_cmd_mutex}: while it is held, commands of others wait. */
    Mutex command() {
        return command;
    }

    /** Whether a command has timed out. */
    public boolean isDead() {
        return dead;
    }

    /** Runs one command; {@code request} has the size that the command's buffer has. */
    public FirmwareReply issue(CommandId id, Bytes request, FirmwareError error) {
        if (request.length() != id.bufferSize()) {
            return failed(Errno.EINVAL, request);
        }
        command.lock();
        try {
            return dead ? failed(Errno.EBUSY, request) : send(id, request, error);
        } finally {
            command.unlock();
        }
    }

    private FirmwareReply send(CommandId id, Bytes request, FirmwareError error) {
        long address = 0;
        if (!request.isEmpty()) {
            page.write(request);
            address = page.address().value();
        }
        int register = id.code() << COMMAND_SHIFT | INTERRUPT_ON_COMPLETION;
        Optional<Frame> answer = psp.call(new MailboxCommand(register, address), timeout);
        if (answer.isEmpty()
                || !(answer.get() instanceof MailboxResponse response)
                || (response.responseRegister() & RESPONSE) == 0) {
            error.set(0);
            dead = true;
            return failed(Errno.ETIMEDOUT, request);
        }
        timeout = COMMAND_TIMEOUT;
        int status = response.responseRegister() & STATUS_MASK;
        error.set(status);
        Bytes after = request.isEmpty() ? request : page.read(request.length());
        return new FirmwareReply(status == 0 ? Optional.empty() : Optional.of(Errno.EIO), after);
    }

    private static FirmwareReply failed(Errno errno, Bytes request) {
        return new FirmwareReply(Optional.of(errno), request);
    }
}
