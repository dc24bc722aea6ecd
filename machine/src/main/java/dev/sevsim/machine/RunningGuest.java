package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.host.vmm.RunResult;
import dev.sevsim.host.vmm.RunningVm;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.kernel.nio.GuestFiles;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A guest whose launch is finished: its files, its shell, and the host's view of its memory.
 *
 * <p>It runs only during calls, from the first one on, and belongs to the thread that assembled the machine. Closing it
 * ends the VM, or switches the machine off that {@link Launch#start} assembled for it.
 */
public final class RunningGuest extends LaunchStage<RunningVm> implements AutoCloseable {
    /** Idle periods after the power button was pressed, before the guest counts as hung. */
    private static final int POWER_BUTTON_PRESSES = 4;

    private static final int HOST_VIEW_BYTES = 64;
    private static final RunResult NOT_RUN_YET = new RunResult(RunResult.Outcome.INTERRUPTED, "");

    private final GuestConsole console;
    private final FileSystem files;
    private final Thread owner = Thread.currentThread();
    private Runnable closing;
    private RunResult stop = NOT_RUN_YET;
    private Optional<LaunchReport> report = Optional.empty();

    RunningGuest(LaunchContext context, RunningVm vm, HostVm hosted) {
        super(context, vm, hosted);
        this.console = new GuestConsole(context.listener());
        this.files = GuestFiles.of(hosted.tasks(), this::letRun);
        this.closing = () -> context.machine().end(hosted);
    }

    /** Lets closing the guest switch its machine off. */
    RunningGuest owningItsMachine() {
        closing = context.machine()::close;
        return this;
    }

    /**
     * The guest's files as its root user sees them: every operation lets the guest run for a moment, and fails with the
     * exception that a real mount gives; with {@link IllegalStateException} once the guest does not run any more.
     */
    public FileSystem files() {
        return files;
    }

    /** A file of the guest, such as {@code /proc/cmdline}; every operation on it is one of {@link #files}. */
    public Path file(String path) {
        return files.getPath(path);
    }

    /** Whether the guest can run on; false when it is off or has stopped for good. */
    public boolean isRunning() {
        return stop.outcome() == RunResult.Outcome.IDLE || stop.outcome() == RunResult.Outcome.INTERRUPTED;
    }

    /** Lets the guest run until it waits for input or stops; the first call boots it. Returns {@link #isRunning}. */
    public boolean letRun() {
        if (!Thread.currentThread().equals(owner)) {
            throw new IllegalStateException("a running guest is used by another thread than the one that started it");
        }
        if (isRunning()) {
            stop = runOn();
        }
        return isRunning();
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

    /** The page of a guest physical address as the host reads it, 4096 bytes; empty where the guest has no memory. */
    public Optional<Bytes> hostView(long guestAddress) {
        return vm.hostView(new GuestPhysical(guestAddress));
    }

    /** Private memory as the guest reads it: up to {@code length} bytes, not beyond the page of the address. */
    public Bytes guestView(long guestAddress, int length) {
        SystemPhysical frame =
                nestedPages().frameOf(new GuestPhysical(guestAddress)).orElseThrow();
        byte[] content = new byte[length];
        long offset = guestAddress % Page.SIZE;
        context.machine()
                .memory()
                .guestAccess()
                .read(asid(), Encryption.ENCRYPTED, frame.value() + offset, content, 0, (int)
                        Math.min(length, Page.SIZE - offset));
        return Bytes.copyOf(content);
    }

    /**
     * System physical address of these bytes in memory as the host reads it, whole or half of them and in any encoding of {@link
     * dev.sevsim.bus.leak.SecretForm}; empty when they are not found.
     */
    public OptionalLong findInHostMemory(SecretBytes wanted) {
        return hostMemory().find(wanted);
    }

    /** All of memory as the host and its devices read it. */
    public MemorySearch hostMemory() {
        return MemorySearch.asHost(context.machine().memory());
    }

    /** All of memory through the guest's key. */
    public MemorySearch guestMemory() {
        return MemorySearch.asGuest(context.machine().memory(), asid());
    }

    /** Types lines in one go and lets the guest run until it waits again; what is printed is in {@link #console}. */
    public void typeAll(List<String> lines) {
        lines.forEach(console::type);
        boolean unused = letRun();
    }

    /** Types these lines and then the keyboard's input, presses the power button at its end, and reports the launch. */
    public LaunchReport runToEnd(List<String> lines, Keyboard keyboard) {
        typeAll(lines);
        return end(keyboard);
    }

    /** Presses the power button, lets the guest end, and reports the launch; later calls repeat that report. */
    public LaunchReport shutDown() {
        return report.orElseGet(() -> end(Keyboard.NONE));
    }

    @Override
    public void close() {
        stop = new RunResult(RunResult.Outcome.POWERED_OFF, "");
        closing.run();
    }

    /** A host that does not answer its VMM ends the guest, not the caller. */
    private RunResult runOn() {
        try {
            return vm.run(console);
        } catch (VmmException e) {
            return new RunResult(RunResult.Outcome.INTERNAL_ERROR, String.valueOf(e.getMessage()));
        }
    }

    private LaunchReport end(Keyboard keyboard) {
        int presses = 0;
        while (isRunning() && presses <= POWER_BUTTON_PRESSES) {
            if (!console.waitForInput(keyboard)) {
                vm.systemPowerdown();
                presses++;
            }
            stop = runOn();
        }
        LaunchReport made = context.report(hosted.boot(), stop, console.bytes(), secretPage());
        stop = new RunResult(RunResult.Outcome.POWERED_OFF, "");
        report = Optional.of(made);
        return made;
    }

    private Optional<LaunchReport.HostView> secretPage() {
        Optional<OvmfTable.Area> area = secretArea();
        if (area.isEmpty()) {
            return Optional.empty();
        }
        GuestPhysical page = new GuestPhysical(area.get().base());
        return nestedPages()
                .frameOf(page)
                .flatMap(frame -> vm.hostView(page)
                        .map(content -> new LaunchReport.HostView(
                                page.value(),
                                frame.value() + page.pageOffset(),
                                content.slice(page.pageOffset(), page.pageOffset() + HOST_VIEW_BYTES))));
    }

    private int asid() {
        return hosted.asidOn(context.machine().processor().view()).orElseThrow();
    }
}
