package dev.sevsim.simulator;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.kernel.nio.GuestFiles;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.kernel.program.UserProgram;
import java.nio.file.FileSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A guest that was launched and stays up for its caller: its files, its shell, and the host's view of its memory.
 *
 * <p>It stands still between calls and belongs to the thread that started it. Closing it is pulling the plug.
 */
public final class RunningLaunch implements AutoCloseable {
    private final Opened opened;
    private final Machine machine;
    private final LaunchRun run;
    private final Vmm vmm;
    private final GuestConsole console;
    private final FileSystem files;
    private final AsidTap asid;
    private final Thread owner = Thread.currentThread();
    private RunResult stop;
    private @Nullable LaunchReport report;

    private RunningLaunch(
            Opened opened,
            Machine machine,
            LaunchRun run,
            Vmm vmm,
            GuestConsole console,
            GuestTasks tasks,
            AsidTap asid) {
        this.opened = opened;
        this.machine = machine;
        this.run = run;
        this.vmm = vmm;
        this.console = console;
        this.asid = asid;
        this.stop = vmm.run(console);
        this.files = GuestFiles.of(tasks, this::letRun);
    }

    /** Launches, boots and waits until the guest is idle; {@code taps} see every frame. */
    static RunningLaunch start(
            LaunchInputs inputs, Launch.Options options, LaunchListener listener, List<? extends Tap> taps) {
        return start(inputs, options, listener, taps, List.of());
    }

    /** The same with programs that the guest's shell can start besides its own commands. */
    static RunningLaunch start(
            LaunchInputs inputs,
            Launch.Options options,
            LaunchListener listener,
            List<? extends Tap> taps,
            List<UserProgram> programs) {
        Opened opened = new Opened();
        boolean runs = false;
        try {
            RunningLaunch running = start(inputs, options, listener, taps, programs, opened);
            runs = true;
            return running;
        } finally {
            if (!runs) {
                opened.close();
            }
        }
    }

    private static RunningLaunch start(
            LaunchInputs inputs,
            Launch.Options options,
            LaunchListener listener,
            List<? extends Tap> taps,
            List<UserProgram> programs,
            Opened opened) {
        SimClock clock = new SimClock();
        TraceOutput trace = TraceOutput.open(options, clock);
        opened.add(trace::close);
        Machine.Plan plan = Launch.plan(inputs, options, clock, trace);
        GuestTasks tasks = new GuestTasks();
        AsidTap asid = new AsidTap();
        List<Tap> all = new ArrayList<>(taps);
        all.add(asid);
        Machine machine = new Machine(plan, new Machine.Attachments(all, tasks, programs));
        opened.add(machine::close);
        GuestConsole console = new GuestConsole(listener, List.of(), null);
        LaunchRun run =
                new LaunchRun(machine, inputs, Optional.empty(), options.seed(), listener, console, plan.random());
        Vmm vmm = run.vmm();
        opened.add(vmm::close);
        attest(run, vmm).ifPresent(reason -> {
            trace.keep();
            throw new LaunchRefusedException(run.report(Optional.of(reason)));
        });
        RunningLaunch running = new RunningLaunch(opened, machine, run, vmm, console, tasks, asid);
        opened.add(trace::keep);
        return running;
    }

    private static Optional<String> attest(LaunchRun run, Vmm vmm) {
        try {
            return run.attest(vmm);
        } catch (VmmException e) {
            return Optional.of(Objects.toString(e.getMessage()));
        }
    }

    /**
     * The guest's files as its root user sees them: every operation lets the guest run for a moment, and fails with the
     * exception that a real mount gives; with {@link IllegalStateException} once the guest does not run any more.
     */
    public FileSystem files() {
        return files;
    }

    /** Whether the guest waits for something to do; false when it is off or stopped for good. */
    public boolean isRunning() {
        return stop.outcome() == RunResult.Outcome.IDLE;
    }

    /**
     * Types a line at the guest's console and lets it run until it waits again.
     *
     * @return what the console showed: the line itself, its output, and the prompt after it
     */
    public String type(String line) {
        if (!isRunning()) {
            throw new IllegalStateException("the guest does not run any more");
        }
        int before = console.transcript().length();
        console.type(line);
        boolean unused = letRun();
        return console.transcript().substring(before);
    }

    /** Everything that the guest printed so far. */
    public String console() {
        return console.transcript();
    }

    /** What the host sees at the page of a guest physical address, 4096 bytes; empty where the guest has no memory. */
    public Optional<Bytes> hostView(long guestAddress) {
        return vmm.hostView(new GuestPhysical(guestAddress));
    }

    /** Where some bytes lie in the machine's memory as its host can read it, if anywhere. */
    public OptionalLong findInHostMemory(SecretBytes wanted) {
        return hostMemory().find(wanted);
    }

    MemorySearch hostMemory() {
        return MemorySearch.asHost(machine.memory());
    }

    /** All of memory through the guest's key: what only the guest itself sees. */
    MemorySearch guestMemory() {
        return MemorySearch.asGuest(machine.memory(), asid.asid().orElseThrow());
    }

    /** What the guest sees at a private page of its own. */
    Bytes guestView(long guestAddress, int length) {
        SystemPhysical frame = machine.host()
                .nestedPages(0)
                .frameOf(new GuestPhysical(guestAddress))
                .orElseThrow();
        byte[] content = new byte[length];
        long offset = guestAddress % MemoryPort.PAGE_SIZE;
        machine.memory()
                .guestAccess()
                .read(asid.asid().orElseThrow(), Encryption.ENCRYPTED, frame.value() + offset, content, 0, (int)
                        Math.min(length, MemoryPort.PAGE_SIZE - offset));
        return Bytes.copyOf(content);
    }

    /** Presses the power button, lets the guest end, and answers how the launch went. */
    public LaunchReport shutDown() {
        if (report == null) {
            report = run.report(run.runToItsEnd(vmm, stop));
            stop = new RunResult(RunResult.Outcome.POWERED_OFF, "");
        }
        return report;
    }

    @Override
    public void close() {
        stop = new RunResult(RunResult.Outcome.POWERED_OFF, "");
        opened.close();
    }

    private boolean letRun() {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException("a running launch is used by another thread than the one that started it");
        }
        if (isRunning()) {
            stop = vmm.run(console);
        }
        return isRunning();
    }
}
