package dev.sevsim.host.qmp;

import dev.sevsim.host.vmm.VirtualMachine;
import org.jspecify.annotations.Nullable;

/** One command in progress. */
final class QmpCall {
    private final QmpSession session;
    private final VirtualMachine machine;
    private final QmpArguments arguments;
    private @Nullable Runnable afterwards;

    QmpCall(QmpSession session, VirtualMachine machine, QmpArguments arguments) {
        this.session = session;
        this.machine = machine;
        this.arguments = arguments;
    }

    QmpSession session() {
        return session;
    }

    VirtualMachine machine() {
        return machine;
    }

    QmpArguments arguments() {
        return arguments;
    }

    /** Runs {@code action} after the answer is sent. */
    void afterwards(Runnable action) {
        afterwards = action;
    }

    void finish() {
        if (afterwards != null) {
            afterwards.run();
        }
    }
}
