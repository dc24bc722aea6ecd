package dev.sevsim.host;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.ccp.SevDevice;
import dev.sevsim.host.ccp.SevDriver;
import dev.sevsim.host.files.HostFiles;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.FrameAllocator;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.NvFile;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.kernel.OpenMode;
import dev.sevsim.host.kernel.ProcessMemory;
import dev.sevsim.host.kvm.KvmDevice;
import dev.sevsim.host.kvm.KvmHost;
import dev.sevsim.host.kvm.sev.AsidPool;
import dev.sevsim.host.kvm.sev.LastVmcbs;
import dev.sevsim.host.kvm.sev.PinTotal;
import dev.sevsim.host.kvm.sev.SevKind;
import dev.sevsim.host.kvm.sev.SevPlatform;
import dev.sevsim.host.process.HostFile;
import dev.sevsim.host.process.RemoteGroup;
import dev.sevsim.host.process.UserProcess;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.remote.ProgramGroup;
import dev.sevsim.host.remote.ProgramProcess;
import java.util.List;
import java.util.Optional;

/** A running Linux host: its drivers are loaded, and one process exists for a VMM. */
public final class LinuxHost {
    /** Every host scatters frames in the same order (our choice), so that runs repeat. */
    private static final long FRAME_SEED = 0;

    private final HostProfile profile;
    private final Trace trace;
    private final FrameAllocator frames;
    private final MemoryPort memory;
    private final SevDriver driver;
    private final SevDevice sevDevice;
    private final AsidPool asids;
    private final KvmDevice kvm;
    private final int cores;
    private final HostProcess process;
    private final PinTotal pins = new PinTotal();

    private LinuxHost(Board board, HostProfile profile, Trace trace) {
        this.profile = profile;
        this.trace = trace;
        this.memory = board.memory();
        this.frames = new FrameAllocator(memory, FRAME_SEED);
        KernelMemory kernel = new KernelMemory(frames, memory);
        this.driver = profile.cpu().hasSev()
                ? SevDriver.probe(
                        board.psp(),
                        kernel,
                        board.caches(),
                        trace,
                        profile.kernel().encryptedState(),
                        profile.kernel().initExPath().map(NvFile::new))
                : SevDriver.absent(board.psp(), kernel, board.caches(), trace);
        this.sevDevice = new SevDevice(driver, profile.kernel().version(), trace);
        this.asids = asids(board, profile);
        this.cores = board.caches().cores();
        SevPlatform sev =
                new SevPlatform(profile, driver, sevDevice, asids, board.caches(), frames.total(), pins, trace);
        this.kvm = new KvmDevice(new KvmHost(
                board.guest(), kernel, board.caches(), board.nestedPaging(), board.clock(), trace, profile.cpu(), sev));
        this.process = spawn();
    }

    /**
     * The board that the host runs on.
     *
     * @param psp the link to the Secure Processor
     * @param guest the link to the guest CPUs
     * @param memory the host's memory port
     * @param caches cache instructions
     * @param nestedPaging registry of nested page tables
     * @param clock simulated time
     */
    public record Board(
            Endpoint psp,
            Endpoint guest,
            MemoryPort memory,
            CacheControl caches,
            NestedPaging nestedPaging,
            SimClock clock) {}

    /** Starts the host; its driver initialises the platform. */
    public static LinuxHost boot(Board board, HostProfile profile, Trace trace) {
        return new LinuxHost(board, profile, trace);
    }

    public HostProfile profile() {
        return profile;
    }

    /** Files, registers and CPUID leaves in which programs look for SEV. */
    public List<HostFile> files() {
        return HostFiles.of(
                profile, cores, new HostFiles.Support(asids.serves(SevKind.SEV), asids.serves(SevKind.SEV_ES)));
    }

    /** The process in which the VMM runs. */
    public UserProcess process() {
        return process;
    }

    /** Answers the device calls of {@link #process()}. */
    public RequestHandler systemCalls() {
        return process.systemCalls();
    }

    /** Answers the device calls of a child of {@link #process()}, which has the same memory and descriptors and is another process. */
    public RequestHandler childCalls() {
        return new HostProcess(
                        process.memory(),
                        process.files(),
                        this::open,
                        profile.kernel().memoryLockLimit(),
                        trace)
                .systemCalls();
    }

    /** Starts another process, with its own addresses and descriptors. */
    HostProcess spawn() {
        return new HostProcess(
                new ProcessMemory(frames, memory), this::open, profile.kernel().memoryLockLimit(), trace);
    }

    /** Starts a group of processes whose programs run outside of the simulator. */
    public RemoteGroup remoteGroup() {
        return new ProgramGroup(caller -> new ProgramProcess.Parts(
                frames, memory, this::open, profile.kernel().memoryLockLimit(), trace));
    }

    /**
     * The nested page table of the VM that was created as number {@code ordinal}, 0 being the first.
     *
     * @throws IllegalArgumentException when so many VMs were not created
     */
    public NestedMapping nestedPages(int ordinal) {
        return kvm.nestedPages(ordinal)
                .map(NestedMapping::new)
                .orElseThrow(() -> new IllegalArgumentException("VM " + ordinal
                        + ": not created, expected the number of a VM in the order of creation, from 0"));
    }

    /** The nested page table of a vCPU entry; empty where no VM has it. */
    public Optional<NestedMapping> nestedPagesAt(long nestedCr3) {
        return kvm.nestedPagesAt(nestedCr3).map(NestedMapping::new);
    }

    /**
     * Where the registers that user space has set let a vCPU start: CS and RIP.
     *
     * @param nestedCr3 the VM's nested page table
     * @return empty without such a vCPU, and for an address that page tables of the guest translate
     */
    public Optional<GuestPhysical> startOf(long nestedCr3, int vcpu) {
        return kvm.registersAt(nestedCr3, vcpu)
                .filter(registers -> !registers.isPaging())
                .map(registers -> new GuestPhysical(registers.instruction()));
    }

    /**
     * The nested page table of a VM of {@link #process()}.
     *
     * @throws IllegalArgumentException for a descriptor of no VM
     */
    public NestedMapping nestedPagesOf(int descriptor) {
        return KvmDevice.nestedPages(process, descriptor)
                .map(NestedMapping::new)
                .orElseThrow(() -> new IllegalArgumentException("descriptor " + descriptor + ": no VM, expected one"));
    }

    /** Takes page frames in one run for a use of the host's own; they are not given back. */
    public SystemPhysical takeFrames(int count) {
        return new SystemPhysical(frames.highest(count, 1)
                        .orElseThrow(() -> new IllegalStateException("no run of " + count + " free page frames"))
                * Page.SIZE);
    }

    /** Number of ASIDs that encrypted guests hold. */
    public int asidsInUse() {
        return asids.inUse();
    }

    /** Number of free page frames. */
    public long freeFrames() {
        return frames.free();
    }

    /** Number of pages that all VMs have pinned. */
    public long pinnedPages() {
        return pins.pages();
    }

    private AsidPool asids(Board board, HostProfile of) {
        HostProfile.Kernel kernel = of.kernel();
        HostProfile.Asids asids = of.cpu().asids();
        boolean first = kernel.version() == KernelProfile.RFC_V2;
        boolean encryptedState = kernel.encryptedState() == EncryptedState.ON && !first;
        return new AsidPool(
                new AsidPool.Ranges(first ? 1 : asids.minSev(), asids.max(), encryptedState),
                kernel.miscLimits(),
                driver,
                new LastVmcbs(board.caches().cores()));
    }

    private OpenFile open(DevicePath path, OpenMode mode) {
        if (path == DevicePath.DEV_KVM) {
            return kvm;
        }
        if (!profile.cpu().hasSev()) {
            throw new ErrnoException(Errno.ENOENT, path.path() + " does not exist: the processor has no SEV");
        }
        return sevDevice.open(mode);
    }
}
