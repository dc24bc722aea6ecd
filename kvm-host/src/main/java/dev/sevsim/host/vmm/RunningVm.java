package dev.sevsim.host.vmm;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A VM whose launch is finished. */
public final class RunningVm extends GuestVm {
    private final List<VcpuLoop> vcpus;

    RunningVm(Parts parts) {
        super(parts);
        this.vcpus = parts.resources().vcpus();
    }

    /**
     * Step 16: runs the boot vCPU until it stops or waits for input that does not come, and the others, in their order,
     * whenever it has sent them an interrupt.
     */
    public RunResult run(ConsoleSession session) {
        return run(session, () -> false);
    }

    /** As {@link #run(ConsoleSession)}; also ends after an exit at which {@code interrupted} is true. */
    public RunResult run(ConsoleSession session, BooleanSupplier interrupted) {
        Board board = parts().board();
        board.connect(session);
        RunStretch stretch = new RunStretch(
                parts().config().budget(), parts().sev().vm().calls().host().clock(), interrupted);
        return vcpus.get(0).run(board::inputWaits, stretch, () -> runOthers(stretch));
    }

    /** Presses the power button; the guest reads that when it runs again. */
    public void systemPowerdown() {
        pressPowerButton();
    }

    /**
     * Resets the boot vCPU and the board; memory keeps its content and its key. Only a guest without encrypted state can be
     * reset.
     *
     * @param signature CPUID 1 EAX
     */
    void reset(int signature) {
        vcpus.get(0).reset(signature);
        parts().board().reset();
    }

    /** Runs the other runnable vCPUs until they halt; returns the first result that ends the VM. */
    private Optional<RunResult> runOthers(RunStretch stretch) {
        return vcpus.stream()
                .skip(1)
                .map(vcpu -> vcpu.runToRest(stretch))
                .filter(result -> result.outcome() != RunResult.Outcome.IDLE)
                .findFirst();
    }
}
