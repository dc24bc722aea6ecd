package dev.sevsim.host.kernel;

import dev.sevsim.abi.layout.StructLayout;
import java.util.Optional;

/**
 * One command of an ioctl that has many: SEV_ISSUE_CMD or KVM_MEMORY_ENCRYPT_OP.
 *
 * @param <I> numbers of the commands
 * @param <C> a command in progress
 */
public abstract class DriverCommand<I, C> {
    private final I id;
    private final Optional<StructLayout> structure;

    /** A command; {@code structure} is what its argument points to, empty when it has none. */
    protected DriverCommand(I id, Optional<StructLayout> structure) {
        this.id = id;
        this.structure = structure;
    }

    public final I id() {
        return id;
    }

    /** The structure of user space, for the trace. */
    public final Optional<StructLayout> structure() {
        return structure;
    }

    /**
     * Runs; the header is copied back also after a failure.
     *
     * @throws ErrnoException when it fails
     */
    public abstract void run(C call);
}
