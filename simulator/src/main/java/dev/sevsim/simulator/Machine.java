package dev.sevsim.simulator;

import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.Tap;
import dev.sevsim.bus.cpu.GuestFunctions;
import dev.sevsim.bus.cpu.GuestParty;
import dev.sevsim.bus.cpu.GuestProgram;
import dev.sevsim.bus.cpu.VirtualCpu;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.tap.ConsoleView;
import dev.sevsim.bus.tap.RecorderTap;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.HostProfile;
import dev.sevsim.host.HostProfile.EncryptedState;
import dev.sevsim.host.LinuxHost;
import dev.sevsim.host.process.KernelProfile;
import dev.sevsim.host.vmm.PlatformTool;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmConfig;
import dev.sevsim.kernel.LinuxKernel;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.ovmf.OvmfFirmware;
import dev.sevsim.ovmf.OvmfRelease;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.SecureProcessor;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.Fuses;
import dev.sevsim.psp.nv.MemoryNvStorage;
import dev.sevsim.psp.nv.NvStorage;
import dev.sevsim.simulator.GuestVariant.VmType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One machine with its parties plugged in and its host booted: a Secure Processor, a Linux host, one guest, and the link
 * to a guest owner.
 *
 * <p>Everything runs on the thread that made it.
 */
final class Machine implements AutoCloseable {
    private static final long DRAM_BYTES = 4L << 30;
    private static final int VCPUS = 255;

    private final Workers workers = Workers.pooled();
    private final EncryptedMemory memory;
    private final SimBus bus;
    private final SimulatedAmd amd;
    private final SecureProcessor processor;
    private final LinuxHost host;
    private final GuestParty guest;
    private final Link ownerLink;
    private final Link vmmLink;
    private final Optional<StateDirectory> state;
    private @Nullable SevCertificate signedCek;

    /**
     * What a machine is built from.
     *
     * @param profile generation of the processor
     * @param state where the platform lives; empty for the embedded chip on a board that nobody keeps
     * @param random where all randomness comes from
     * @param clock simulated time
     * @param trace what happens is written here
     * @param consoleView whether the trace may hold what the guest prints
     * @param vcpus virtual CPUs of the guest
     * @param release whose behaviour the guest's firmware shows; empty to go by its image
     * @param host how the host is set up
     */
    record Plan(
            FirmwareProfile profile,
            Optional<StateDirectory> state,
            SimRandom random,
            SimClock clock,
            Trace trace,
            ConsoleView consoleView,
            int vcpus,
            Optional<OvmfRelease> release,
            HostSetup host) {}

    /**
     * What a guest needs of its host.
     *
     * @param encryptedState whether the driver sets the platform up for SEV-ES
     * @param kernel whose interface KVM has
     */
    record HostSetup(EncryptedState encryptedState, KernelProfile kernel) {
        /** For plain SEV guests, or none. */
        static final HostSetup PLAIN = new HostSetup(EncryptedState.OFF, KernelProfile.LINUX_6_1);

        /** For the guest of a request. */
        static HostSetup of(LaunchRequest request) {
            return new HostSetup(
                    request.policy().encryptedState() ? EncryptedState.ON : EncryptedState.OFF,
                    request.variant().vmType() == VmType.TYPED ? KernelProfile.NEWEST : KernelProfile.LINUX_6_1);
        }
    }

    /**
     * What somebody who watches or drives a machine plugs in.
     *
     * @param taps see every frame of every link, before it is recorded
     * @param tasks what the guest's kernel does for its owner when it is idle
     */
    record Attachments(List<Tap> taps, GuestTasks tasks) {
        Attachments {
            taps = List.copyOf(taps);
        }
    }

    Machine(Plan plan) {
        this(plan, new Attachments(List.of(), new GuestTasks()));
    }

    Machine(Plan plan, Attachments attachments) {
        SimRandom random = plan.random();
        List<Tap> taps = new ArrayList<>(attachments.taps());
        if (plan.trace().enabled()) {
            taps.add(new RecorderTap(plan.trace(), plan.consoleView(), Optional.empty()));
        }
        memory = plan.profile().memory(DRAM_BYTES, random.split("memory"), workers);
        SimRandom chip = random.split("psp");
        NvStorage flash = plan.state().<NvStorage>map(StateDirectory::flash).orElseGet(MemoryNvStorage::new);
        ChipSecret secret =
                plan.state().map(state -> state.chip(chip.split("chip"))).orElseGet(ChipSecret::embedded);
        amd = new SimulatedAmd(plan.profile().generation());
        processor = SecureProcessor.onBoard(
                Fuses.of(secret, amd.ark(), amd.ask()),
                new SecureProcessor.Board(memory, flash, workers),
                plan.profile(),
                chip,
                plan.trace());

        bus = SimBus.deterministic(plan.clock());
        ownerLink = bus.connect(Party.OWNER, Party.VMM, taps);
        vmmLink = bus.connect(Party.VMM, Party.HOST, taps);
        Link pspLink = bus.connect(Party.HOST, Party.PSP, taps);
        Link guestLink = bus.connect(Party.HOST, Party.GUEST, taps);

        NestedPaging paging = new NestedPaging();
        guest = guest(plan, paging, attachments.tasks());
        guestLink.end(Party.GUEST).onRequest(guest);
        pspLink.end(Party.PSP).onRequest(processor.mailbox());
        host = LinuxHost.boot(
                new LinuxHost.Board(
                        pspLink.end(Party.HOST),
                        guestLink.end(Party.HOST),
                        memory.hostPort(),
                        memory,
                        paging,
                        plan.clock()),
                hostProfile(plan.profile(), plan.host()),
                plan.trace());
        vmmLink.end(Party.HOST).onRequest(host.systemCalls());
        state = plan.state();
        requireWorkingState();
    }

    /** Says why the state directory did not work, if it did not. */
    void requireWorkingState() {
        state.ifPresent(StateDirectory::requireWorkingFlash);
    }

    /** AMD as it made the machine's chip. */
    SimulatedAmd amd() {
        return amd;
    }

    /** The chip's CEK certificate as AMD's key distribution service signs it; made at the first call. */
    SevCertificate signedCek() {
        SevCertificate certificate = signedCek;
        if (certificate == null) {
            certificate = amd.sign(processor.cekCertificate());
            signedCek = certificate;
        }
        return certificate;
    }

    SecureProcessor processor() {
        return processor;
    }

    /** Threads that the machine's parties may use; ended with the machine. */
    Workers workers() {
        return workers;
    }

    EncryptedMemory memory() {
        return memory;
    }

    LinuxHost host() {
        return host;
    }

    /** Plugs the guest owner in. */
    void connectOwner(RequestHandler owner) {
        ownerLink.end(Party.OWNER).onRequest(owner);
    }

    /** The VMM's end of the link to the owner. */
    Endpoint toOwner() {
        return ownerLink.end(Party.VMM);
    }

    /** Starts a program that works on /dev/sev. */
    PlatformTool platformTool() {
        return new PlatformTool(vmmLink.end(Party.VMM), host.process());
    }

    /** Starts a VMM process. */
    Vmm vmm(VmmConfig config) {
        return new Vmm(vmmLink.end(Party.VMM), host.process(), host.profile(), config, workers);
    }

    @Override
    public void close() {
        guest.close();
        bus.close();
        workers.close();
    }

    private GuestParty guest(Plan plan, NestedPaging paging, GuestTasks tasks) {
        List<GuestProgram> programs = List.of(new OvmfFirmware(plan.release()), new LinuxKernel(tasks));
        GuestFunctions functions = new GuestFunctions();
        SimRandom rdrand = plan.random().split("rdrand");
        List<VirtualCpu> cpus = new ArrayList<>();
        for (int index = 0; index < Math.min(plan.vcpus(), VCPUS); index++) {
            cpus.add(new VirtualCpu(
                    index,
                    memory.guestAccess(),
                    paging,
                    rdrand.split("vcpu-" + index),
                    plan.clock(),
                    programs,
                    VirtualCpu.RESET_VECTOR,
                    functions));
        }
        return new GuestParty(cpus);
    }

    /** The host's CPUID is that of the chip's generation. */
    private static HostProfile hostProfile(FirmwareProfile profile, HostSetup setup) {
        return HostProfile.of(profile.generation())
                .withEncryptedState(setup.encryptedState())
                .withKernel(setup.kernel());
    }
}
