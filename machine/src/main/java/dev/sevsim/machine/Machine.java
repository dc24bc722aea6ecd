package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.cpu.GuestParty;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.bus.tap.FaultInjector;
import dev.sevsim.bus.tap.RecorderTap;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.trace.CompositeTrace;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.LinuxHost;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.host.vmm.GuestVm;
import dev.sevsim.host.vmm.PlatformTool;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmConfig;
import dev.sevsim.io.file.InputException;
import dev.sevsim.kernel.program.UserProgram;
import dev.sevsim.machine.act.ActFailure;
import dev.sevsim.machine.act.ActRunner;
import dev.sevsim.machine.act.PageName;
import dev.sevsim.machine.act.Point;
import dev.sevsim.machine.act.PointObserver;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.SecureProcessor;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.Fuses;
import dev.sevsim.psp.nv.MemoryNvStorage;
import dev.sevsim.psp.nv.NvStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine that is switched on: Secure Processor, Linux host with its drivers loaded, guest CPUs, and a link to a guest
 * owner.
 *
 * <p>A hostile host is a tap on a {@link #link}, a write through {@link #hostMemory}, or a change of {@link #nestedPages};
 * weaknesses of the firmware belong to the {@link Chip}. A machine belongs to the thread that assembled it, unless it was assembled
 * with {@link Assembly#threads threads}; two machines share nothing but idle threads. Closing it switches it off, with every VM on it.
 */
public final class Machine implements AutoCloseable {
    private final MachineSpec spec;
    private final Workers workers = Workers.shared();
    private final SimulatedAmd amd;
    private final SimRandom random;
    private final SimClock clock;
    private final BiConsumer<String, SecretBytes> keys;
    private final TraceOutput traceOutput;
    private final LastRefusal refusals = new LastRefusal();
    private final Trace trace;
    private final EncryptedMemory memory;
    private final SecureProcessor processor;
    private final LinuxHost host;
    private final GuestParty guest = new GuestParty();
    private final GuestProcessors processors;
    private final OutsideGuests outside;
    private final MachineLinks links;
    private final ActRunner actRunner;
    private final Map<Fault, FaultInjector> faults = new LinkedHashMap<>();
    private final Optional<StateDirectory> state;
    private final Deque<HostVm> vms = new ConcurrentLinkedDeque<>();
    private final AtomicInteger launches = new AtomicInteger();
    private @Nullable SevCertificate signedCek;

    /** Assembles a machine whose taps and traces have to be there before the host boots. */
    public static final class Assembly {
        private final MachineSpec spec;
        private final List<Tap> taps = new ArrayList<>();
        private final List<Trace> traces = new ArrayList<>();
        private final List<UserProgram> programs = new ArrayList<>();
        private final List<ActRunner.Observation> observations = new ArrayList<>();
        private SimClock clock = new SimClock();
        private BiConsumer<String, SecretBytes> keys = (name, key) -> {};
        private int threads;

        private Assembly(MachineSpec spec) {
            this.spec = spec;
        }

        /** Adds a tap to every link. */
        public Assembly tap(Tap tap) {
            taps.add(tap);
            return this;
        }

        /** Adds a receiver of trace records beside the trace file. */
        public Assembly trace(Trace sink) {
            traces.add(sink);
            return this;
        }

        /**
         * Calls an observer at a point of the run, each time that the point is reached; the run is the same as without it. An
         * observer may end the run with an unchecked exception: see {@link PointObserver}.
         */
        public Assembly at(Point point, PointObserver observer) {
            observations.add(new ActRunner.Observation(point, observer));
            return this;
        }

        /** Adds a program that the guest's shell can start beside its own commands. */
        public Assembly program(UserProgram program) {
            programs.add(program);
            return this;
        }

        /**
         * Runs the bus on event-loop threads, so that several launches can go on at the same time, each on a thread of its
         * caller; runs do not repeat byte for byte then.
         */
        public Assembly threads(int count) {
            threads = count;
            return this;
        }

        /**
         * Reports keys when they come to be: those of the owner's sessions, {@code TIK} and {@code TEK}, and the memory key of each
         * guest. A receiver, of which there may be several, sees what no host sees: for searches after leaks and the teaching view.
         */
        public Assembly keys(BiConsumer<String, SecretBytes> receiver) {
            keys = keys.andThen(receiver);
            return this;
        }

        /** Uses a clock that exists before the machine. */
        public Assembly clock(SimClock other) {
            clock = other;
            return this;
        }

        /** Switches the machine on; the host's driver initialises the platform. */
        public Machine assemble() {
            TraceOutput output = TraceOutput.open(spec, clock);
            Optional<StateDirectory> state = spec.host().store().map(StateDirectory::new);
            boolean assembled = false;
            try {
                state.ifPresent(StateDirectory::lock);
                Machine machine = new Machine(this, output, state);
                assembled = true;
                return machine;
            } finally {
                if (!assembled) {
                    state.ifPresent(StateDirectory::close);
                    output.close();
                }
            }
        }
    }

    private Machine(Assembly assembly, TraceOutput output, Optional<StateDirectory> state) {
        this.spec = assembly.spec;
        this.clock = assembly.clock;
        this.keys = assembly.keys;
        this.traceOutput = output;
        List<Trace> receivers = new ArrayList<>(List.of(output.trace(), refusals));
        receivers.addAll(assembly.traces);
        this.trace = new CompositeTrace(receivers);
        this.random = SeededRandom.of(spec.seed());
        this.state = state;
        FirmwareProfile chip = spec.chip().profile();
        memory = chip.memory(spec.host().memoryBytes(), random.split("memory"), workers);
        memory.reportKeys((asid, key) -> keys.accept("memory key of ASID " + asid, key));
        amd = SimulatedAmd.of(chip.generation());
        processor = processor(chip, random.split("psp"));
        spec.host().faults().forEach(fault -> faults.put(fault, fault.injector(trace)));
        links = new MachineLinks(clock, assembly.threads, taps(assembly.taps));
        Link psp = links.between(Party.HOST, Party.PSP);
        Link guestCpu = links.between(Party.HOST, Party.GUEST);
        actRunner =
                new ActRunner(spec.host().acts(), assembly.observations, new MachinePorts(this, psp.end(Party.HOST)));

        NestedPaging paging = new NestedPaging();
        processors = new GuestProcessors(
                memory.guestAccess(),
                paging,
                assembly.programs,
                clock,
                guest,
                chip.generation().encryption().cBit(),
                actRunner);
        guestCpu.end(Party.GUEST).onRequest(guest);
        psp.end(Party.PSP).onRequest(processor.mailbox());
        host = LinuxHost.boot(board(psp, guestCpu, paging), spec.host().profile(chip), trace);
        links.between(Party.VMM, Party.HOST).end(Party.HOST).onRequest(host.systemCalls());
        outside = OutsideGuests.on(host, processors, random.split("outside"), trace);
        requireWorkingState();
    }

    private LinuxHost.Board board(Link psp, Link guestCpu, NestedPaging paging) {
        return new LinuxHost.Board(
                actRunner.around(psp.end(Party.HOST)),
                actRunner.around(guestCpu.end(Party.HOST)),
                memory.hostPort(),
                memory,
                paging,
                clock);
    }

    /** The recorder is last: what the trace shows is what the receiver gets. */
    private List<Tap> taps(List<Tap> given) {
        List<Tap> taps = new ArrayList<>(given);
        taps.addAll(faults.values());
        if (trace.enabled()) {
            taps.add(new RecorderTap(trace, spec.consoleView()));
        }
        return taps;
    }

    /**
     * Switches a machine on.
     *
     * @throws dev.sevsim.io.file.InputException when its trace cannot be written or its store cannot be used
     */
    public static Machine assemble(MachineSpec spec) {
        return of(spec).assemble();
    }

    /** Begins the assembly of a machine with taps or traces. */
    public static Assembly of(MachineSpec spec) {
        return new Assembly(spec);
    }

    public MachineSpec spec() {
        return spec;
    }

    /**
     * The link of two parties, for taps and injected frames.
     *
     * @throws IllegalArgumentException for parties without a link
     */
    public Link link(Party a, Party b) {
        return links.between(a, b);
    }

    /** Faults of the host's description that have not happened so far. */
    public List<Fault> pendingFaults() {
        return faults.entrySet().stream()
                .filter(entry -> !entry.getValue().hasActed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** DRAM as the host reads and writes it: ciphertext where a page is private. */
    public MemoryPort hostMemory() {
        return memory.hostPort();
    }

    /**
     * Nested page table of the VM that was created as number {@code ordinal}, from 0; the host may change it. That of a launch
     * is {@link StartedLaunch#nestedPages}.
     *
     * @throws IllegalArgumentException when so many VMs were not created
     */
    public NestedMapping nestedPages(int ordinal) {
        return host.nestedPages(ordinal);
    }

    /** All of memory, with the keys of every guest: the view of the memory controller, which no party has. */
    public EncryptedMemory memory() {
        return memory;
    }

    /** The Secure Processor, for its profile and the state that may be shown. */
    public SecureProcessor processor() {
        return processor;
    }

    /** AMD as it made the chip: its roots, and its key distribution service. */
    public SimulatedAmd amd() {
        return amd;
    }

    /** The chip's CEK certificate as AMD's key distribution service signs it; made at the first call. */
    public synchronized SevCertificate signedCek() {
        SevCertificate certificate = signedCek;
        if (certificate == null) {
            certificate = amd.sign(processor.cekCertificate());
            signedCek = certificate;
        }
        return certificate;
    }

    /** The Linux host, for its counters. */
    public LinuxHost host() {
        return host;
    }

    /** Where trace records go. */
    public Trace trace() {
        return trace;
    }

    /** Simulated time. */
    public SimClock clock() {
        return clock;
    }

    /** Starts a program that works on /dev/sev, in the process of the host. */
    public PlatformTool platformTool() {
        return new PlatformTool(toHost(), host.process());
    }

    /** Starts a VMM for the described guest; a machine launches it as often as this is called. */
    public NewLaunch newLaunch() {
        return newLaunch(LaunchListener.NONE);
    }

    /** As {@link #newLaunch()}; the steps are reported to {@code listener}. */
    public NewLaunch newLaunch(LaunchListener listener) {
        return newLaunch(spec, listener);
    }

    /**
     * Starts a VMM for another guest on this host, with an owner of its own; any number of guests may run.
     *
     * @param other its guest and owner are launched; chip, host, seed and trace stay those of this machine, and the owner
     *     expects the guest on this chip
     */
    public NewLaunch newLaunch(MachineSpec other, LaunchListener listener) {
        return new NewLaunch(new LaunchContext(this, spec.launching(other), listener));
    }

    /** Switches the machine off, with every VM on it; the trace file takes its name. */
    @Override
    public void close() {
        actRunner.switchOff();
        try {
            vms.forEach(HostVm::close);
        } finally {
            guest.close();
            links.close();
            state.ifPresent(StateDirectory::close);
            traceOutput.keep();
            traceOutput.close();
        }
    }

    /** Acts of the host's description that were not done so far, each with the reason. */
    public List<ActRunner.Missed> pendingActs() {
        return actRunner.missed();
    }

    /** Points of {@link Assembly#at} that were not reached so far. */
    public List<Point> unreachedPoints() {
        return actRunner.unreached();
    }

    /** Guest physical address that a page name means for the guest that was started last. */
    GuestPhysical addressOf(PageName page) {
        try {
            return actRunner.address(page);
        } catch (ActFailure e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Checks that the store of the platform could be used. */
    void requireWorkingState() {
        state.ifPresent(StateDirectory::requireWorkingFlash);
    }

    /** Randomness of the next launch; the first one has the machine's. */
    SimRandom nextLaunch() {
        int number = launches.getAndIncrement();
        return number == 0 ? random : random.split("launch-" + number);
    }

    /** The VM of a nested page table. */
    Optional<HostVm> vm(long nestedCr3) {
        return vms.stream().filter(vm -> vm.pages().nestedCr3() == nestedCr3).findFirst();
    }

    /** The acts and observers of this machine. */
    ActRunner acts() {
        return actRunner;
    }

    /** The VM that was started last. */
    Optional<HostVm> latestVm() {
        return Optional.ofNullable(vms.peekFirst());
    }

    /** Who is told of keys. */
    BiConsumer<String, SecretBytes> keys() {
        return keys;
    }

    /** VMs of programs outside. */
    OutsideGuests outside() {
        return outside;
    }

    /** What was refused last. */
    LastRefusal refusals() {
        return refusals;
    }

    /** Threads that the parties may use; ended with the machine. */
    Workers workers() {
        return workers;
    }

    /** Sends a question to an owner, who is on the link until the answer came; empty for none within {@code deadline}. */
    Optional<Frame> ask(RequestHandler owner, Frame question, Duration deadline) {
        Link link = link(Party.OWNER, Party.VMM);
        synchronized (link) {
            link.end(Party.OWNER).onRequest(owner);
            return actRunner.around(link.end(Party.VMM)).call(question, deadline);
        }
    }

    /** A VMM in the process of the host; {@code launch} is the launch's randomness. */
    Vmm vmm(MachineSpec described, SimRandom launch) {
        return new Vmm(toHost(), host.process(), host.profile(), vmmConfig(described, launch), workers);
    }

    /** Gives a VM its vCPUs before it runs; it ends when the machine is switched off, if not before. */
    HostVm addCpus(Vmm vmm, GuestVm vm, GuestSpec described, SimRandom launch) {
        HostVm hosted = processors.add(vmm, vm, host.nestedPagesOf(vm.descriptor()), described, launch);
        vms.addFirst(hosted);
        return hosted;
    }

    /** Ends a VM. */
    void end(HostVm vm) {
        if (vms.remove(vm)) {
            vm.close();
        }
    }

    /** Certificates that an operator gets from AMD's key server, added to those of the host. */
    PlatformCertificates withAmdChain(PlatformCertificates exported) {
        return new PlatformCertificates(exported.pdh(), exported.chain(), amdCertificates());
    }

    /** ASK and ARK. */
    Bytes amdCertificates() {
        return Bytes.concat(amd.ask().encode(), amd.ark().encode());
    }

    private Endpoint toHost() {
        return actRunner.around(link(Party.VMM, Party.HOST).end(Party.VMM));
    }

    private static VmmConfig vmmConfig(MachineSpec described, SimRandom launch) {
        GuestSpec launched = described.guest();
        return new VmmConfig(
                launched.flash().firmware(),
                launched.flash().nvram(),
                launched.directBoot(),
                GuestDisks.of(launched, described.owner().secrets(), launch),
                launched.memoryBytes(),
                launched.vcpus(),
                launched.sev(),
                FrameOrder.CONTIGUOUS,
                launched.onReboot(),
                described.budget());
    }

    private SecureProcessor processor(FirmwareProfile chip, SimRandom psp) {
        NvStorage flash = state.<NvStorage>map(StateDirectory::flash).orElseGet(MemoryNvStorage::new);
        ChipSecret secret = state.map(directory -> directory.chip(chip.generation(), psp.split("chip")))
                .orElseGet(ChipSecret::embedded);
        return SecureProcessor.onBoard(
                Fuses.of(secret, amd.ark(), amd.ask()),
                new SecureProcessor.Board(memory, flash, workers),
                chip,
                psp,
                trace);
    }
}
