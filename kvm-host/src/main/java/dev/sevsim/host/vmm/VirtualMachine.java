package dev.sevsim.host.vmm;

import dev.sevsim.bus.frame.LaunchBundle;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A VM's life from its start in pause ({@code -S}) to its end, with the events that a monitor hears.
 *
 * <p>Belongs to one thread. Source: docs/reference/kvm-host.md sections 5.2 and 5.8.
 */
public final class VirtualMachine {
    private final Vmm vmm;
    private final ConsoleSession console;
    private final Consumer<VmmEvent> watcher;
    private RunState state = RunState.PRELAUNCH;
    private boolean launchFinished;
    private boolean waiting;

    /**
     * A VM that was not started yet.
     *
     * @param console who sits at the serial port
     * @param watcher hears every event at once
     */
    public VirtualMachine(Vmm vmm, ConsoleSession console, Consumer<VmmEvent> watcher) {
        this.vmm = vmm;
        this.console = console;
        this.watcher = watcher;
    }

    /**
     * Steps 1 to 13, up to the pause in which an owner attests.
     *
     * @return the VMM's complaint about a measurement that it could not get: the VM goes on without one and will fail
     *     when it is started
     * @throws VmmException when the VMM gives up
     */
    public Optional<String> launch(LaunchBundle bundle) {
        vmm.start(bundle);
        vmm.encryptFirmware();
        vmm.addKernelHashes();
        vmm.encryptState();
        try {
            vmm.measure();
            return Optional.empty();
        } catch (VmmException e) {
            return Optional.of(Objects.toString(e.getMessage()));
        }
    }

    /** The VMM, for what does not change the VM's state. */
    public Vmm vmm() {
        return vmm;
    }

    public RunState state() {
        return state;
    }

    /** Whether the VM has come to its end. */
    public boolean ended() {
        return state == RunState.SHUTDOWN;
    }

    /** Whether {@link #run} would get anywhere. */
    public boolean canRun() {
        return state == RunState.RUNNING && !waiting;
    }

    /**
     * Starts or continues the VM; a running one goes on.
     *
     * <p>Watchers hear of it before the launch is finished, as with QEMU.
     *
     * @throws VmmException when the launch cannot be finished: the VMM ends
     */
    public void resume() {
        if (state == RunState.RUNNING) {
            return;
        }
        state = RunState.RUNNING;
        waiting = false;
        watcher.accept(VmmEvent.of(VmmEvent.Kind.RESUME));
        if (!launchFinished) {
            vmm.finishAndResume();
            launchFinished = true;
        }
    }

    /** Pauses a running VM; any other stays what it is. */
    public void stop() {
        stopAs(RunState.PAUSED);
    }

    /** Presses the power button. */
    public void powerdown() {
        watcher.accept(VmmEvent.of(VmmEvent.Kind.POWERDOWN));
        vmm.systemPowerdown();
        wake();
    }

    /** Ends the VM. */
    public void shutDown(ShutdownCause cause) {
        if (ended()) {
            return;
        }
        state = RunState.SHUTDOWN;
        watcher.accept(VmmEvent.shutdown(cause));
    }

    /** Something happened that a waiting guest may want to see. */
    public void wake() {
        waiting = false;
    }

    /** Runs the guest until it waits, ends, or {@link Vmm#interrupt()} is called. */
    public RunResult run() {
        RunResult result = vmm.run(console);
        console.flush();
        switch (result.outcome()) {
            case INTERRUPTED -> {}
            case IDLE, HUNG -> waiting = true;
            case POWERED_OFF -> shutDown(ShutdownCause.GUEST_SHUTDOWN);
            case SHUTDOWN -> shutDown(ShutdownCause.GUEST_RESET);
            case INTERNAL_ERROR -> stopAs(RunState.INTERNAL_ERROR);
        }
        return result;
    }

    private void stopAs(RunState reason) {
        if (state == RunState.RUNNING) {
            state = reason;
            watcher.accept(VmmEvent.of(VmmEvent.Kind.STOP));
        }
    }
}
