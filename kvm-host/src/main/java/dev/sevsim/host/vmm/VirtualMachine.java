package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A VM's run state from its start in pause ({@code -S}) to its end, with the events that a monitor reports.
 *
 * <p>Belongs to one thread, but for {@link #interrupt}. Source: docs/reference/kvm-host.md sections 5.2 and 5.8.
 */
public final class VirtualMachine implements AutoCloseable {
    private final Vmm vmm;
    private final ConsoleSession console;
    private final Watcher watcher;
    private final AtomicBoolean attention = new AtomicBoolean();
    private Optional<GuestVm> vm = Optional.empty();
    private RunState state = RunState.PRELAUNCH;
    private boolean waiting;

    /** Receives what happens to a VM, when it happens. */
    @FunctionalInterface
    public interface Watcher {
        /** Receives an event of the monitor. */
        void happened(VmmEvent event);

        /** A secret of {@code length} bytes, encrypted, was injected; the monitor has no event for it. */
        default void injected(int length) {}
    }

    /**
     * A VM before its launch.
     *
     * @param console session at the serial port
     * @param watcher receives every event when it happens
     */
    public VirtualMachine(Vmm vmm, ConsoleSession console, Watcher watcher) {
        this.vmm = vmm;
        this.console = console;
        this.watcher = watcher;
    }

    /** The VM of a launch under way, for a monitor beside the launch: running once its launch is finished, in pause before. */
    public static VirtualMachine at(Vmm vmm, GuestVm stage) {
        VirtualMachine machine = new VirtualMachine(vmm, ConsoleSession.of(value -> {}, Bytes.EMPTY), event -> {});
        machine.vm = Optional.of(stage);
        if (stage.state() == SevState.RUNNING) {
            machine.state = RunState.RUNNING;
        }
        return machine;
    }

    /**
     * Steps 1 to 13, up to the pause in which an owner attests.
     *
     * @return the VMM's message about a measurement that it could not fetch: the VM stays in pause without one, and its
     *     start will fail
     * @throws VmmException when the VMM ends
     */
    public Optional<String> launch(LaunchBundle bundle) {
        StartedVm started = vmm.start(bundle);
        vm = Optional.of(started);
        started.encryptContents(StartedVm.Steps.NONE);
        try {
            vm = Optional.of(started.fetchMeasurement());
            return Optional.empty();
        } catch (VmmException e) {
            return Optional.of(Objects.toString(e.getMessage()));
        }
    }

    /** The VM at its present stage; empty before its launch. */
    public Optional<GuestVm> guest() {
        return vm;
    }

    /** The VMM's command line. */
    public VmmConfig config() {
        return vmm.config();
    }

    /** The launch as {@code query-sev} shows it; no SEV before its start. */
    public SevInfo sevInfo() {
        return vm.map(GuestVm::sevInfo).orElse(SevInfo.NONE);
    }

    /** MEASURE and MNONCE, 48 bytes; empty until they have been fetched. */
    public Optional<Bytes> launchMeasurement() {
        return vm.flatMap(GuestVm::launchMeasurement);
    }

    /** The attestation report for a nonce of 16 bytes. */
    public Bytes attestationReport(Bytes mnonce) {
        return vm.orElseThrow(() -> new VmmException("SEV is not enabled")).attestationReport(mnonce);
    }

    /** What {@code query-sev-capabilities} reports. */
    public SevCapabilities sevCapabilities() {
        return vmm.sevCapabilities();
    }

    /** Injects a secret at {@code gpa}, or at the secret area of the image; refused in every state but launch-secret. */
    public void inject(LaunchSecretPacket packet, Optional<GuestPhysical> gpa) {
        vm.orElseThrow(() -> new VmmException("SEV not enabled for guest")).injectSecret(packet, gpa);
        watcher.injected(packet.payload().length());
    }

    /** Makes {@link #run} return after the next exit of the guest, or soon after its next call; from any thread. */
    public void interrupt() {
        attention.set(true);
    }

    public RunState state() {
        return state;
    }

    /** Whether the VM has ended. */
    public boolean ended() {
        return state == RunState.SHUTDOWN;
    }

    /** Whether {@link #run} has work to do. */
    public boolean canRun() {
        return state == RunState.RUNNING && !waiting;
    }

    /**
     * Starts or continues the VM; no effect on a running one.
     *
     * <p>The event is reported before the launch is finished, as QEMU does.
     *
     * @throws VmmException when the launch cannot be finished: the VMM ends
     */
    public void resume() {
        if (state == RunState.RUNNING) {
            return;
        }
        state = RunState.RUNNING;
        waiting = false;
        watcher.happened(VmmEvent.of(VmmEvent.Kind.RESUME));
        if (!(launched() instanceof RunningVm)) {
            vm = Optional.of(launched().finishLaunch());
        }
    }

    /** Pauses a running VM; no effect on another. */
    public void stop() {
        stopAs(RunState.PAUSED);
    }

    /** Presses the power button. */
    public void powerdown() {
        watcher.happened(VmmEvent.of(VmmEvent.Kind.POWERDOWN));
        launched().pressPowerButton();
        wake();
    }

    /**
     * Resets the VM: a running guest begins again at the reset vector, a paused one waits for its start. Memory keeps its
     * content. A guest with encrypted state cannot be reset, and the VM ends.
     */
    public void reset(ShutdownCause cause) {
        if (ended()) {
            return;
        }
        if (launched().encryptedState()) {
            shutDown(cause);
            return;
        }
        if (launched() instanceof RunningVm running) {
            running.reset(vmm.cpuSignature());
        }
        watcher.happened(VmmEvent.reset(cause));
        waiting = false;
        if (state != RunState.RUNNING) {
            state = RunState.PRELAUNCH;
        }
    }

    /** Ends the VM. */
    public void shutDown(ShutdownCause cause) {
        if (ended()) {
            return;
        }
        state = RunState.SHUTDOWN;
        watcher.happened(VmmEvent.shutdown(cause));
    }

    /** Lets a waiting guest run again. */
    public void wake() {
        waiting = false;
    }

    /** Runs the guest until it waits, ends, or {@link #interrupt} is called. */
    public RunResult run() {
        if (!(launched() instanceof RunningVm running)) {
            throw new IllegalStateException("run: the launch is not finished, expected resume first");
        }
        RunResult result = running.run(console, () -> attention.getAndSet(false));
        console.flush();
        switch (result.outcome()) {
            case INTERRUPTED -> {}
            case IDLE, HUNG -> waiting = true;
            case POWERED_OFF -> shutDown(ShutdownCause.GUEST_SHUTDOWN);
            case RESET -> reboot();
            case SHUTDOWN -> shutDown(ShutdownCause.GUEST_RESET);
            case INTERNAL_ERROR, OVER_BUDGET -> stopAs(RunState.INTERNAL_ERROR);
        }
        return result;
    }

    private void reboot() {
        switch (config().onReboot()) {
            case RESET -> reset(ShutdownCause.GUEST_RESET);
            case SHUTDOWN -> shutDown(ShutdownCause.GUEST_RESET);
        }
    }

    /** Releases descriptors and memory of the VM. */
    @Override
    public void close() {
        vm.ifPresent(GuestVm::close);
    }

    private GuestVm launched() {
        return vm.orElseThrow(() -> new IllegalStateException("the VM was not launched"));
    }

    private void stopAs(RunState reason) {
        if (state == RunState.RUNNING) {
            state = reason;
            watcher.happened(VmmEvent.of(VmmEvent.Kind.STOP));
        }
    }
}
