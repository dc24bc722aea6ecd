package dev.sevsim.it;

import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.Endpoint;
import dev.sevsim.bus.Link;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.SimBus;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.HostProfile;
import dev.sevsim.host.HostProfile.EncryptedState;
import dev.sevsim.host.LinuxHost;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.host.vmm.VmmConfig;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.psp.FirmwareProfile;
import dev.sevsim.psp.SecureProcessor;
import dev.sevsim.psp.keys.ChipSecret;
import dev.sevsim.psp.keys.Fuses;
import dev.sevsim.psp.nv.MemoryNvStorage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One host with a real Secure Processor for VMMs on many threads; no guest runs. */
final class SharedHost implements AutoCloseable {
    private final FirmwareProfile profile = FirmwareProfile.milan();
    private final SimulatedAmd amd = new SimulatedAmd(profile.generation());
    private final SimClock clock = new SimClock();
    private final SimBus bus = SimBus.threaded(clock, 2);
    private final Workers workers = Workers.pooled();
    private final EncryptedMemory memory;
    private final SecureProcessor processor;
    private final LinuxHost host;
    private final Endpoint toHost;
    private final AtomicInteger inMailbox = new AtomicInteger();
    private final AtomicInteger mostInMailbox = new AtomicInteger();
    private final Map<Integer, AtomicInteger> commands = new ConcurrentHashMap<>();
    private final Map<Integer, Long> secretPages = new ConcurrentHashMap<>();

    SharedHost(long dram) {
        SeededRandom random = SeededRandom.of(7);
        memory = profile.memory(dram, random.split("memory"), workers);
        processor = SecureProcessor.onBoard(
                Fuses.of(ChipSecret.embedded(), amd.ark(), amd.ask()),
                new SecureProcessor.Board(memory, new MemoryNvStorage(), workers),
                profile,
                random.split("psp"),
                Trace.NONE);
        Link psp = bus.connect(Party.HOST, Party.PSP, List.of());
        Link guest = bus.connect(Party.HOST, Party.GUEST, List.of());
        Link vmm = bus.connect(Party.VMM, Party.HOST, List.of());
        psp.end(Party.PSP).onRequest(watched(processor.mailbox()));
        host = LinuxHost.boot(
                new LinuxHost.Board(
                        psp.end(Party.HOST),
                        guest.end(Party.HOST),
                        memory.hostPort(),
                        memory,
                        new NestedPaging(),
                        clock),
                HostProfile.milan().withEncryptedState(EncryptedState.ON),
                Trace.NONE);
        vmm.end(Party.HOST).onRequest(host.systemCalls());
        toHost = vmm.end(Party.VMM);
    }

    /** Counts commands and remembers, by the guest's handle, where its secret went. */
    private RequestHandler watched(RequestHandler mailbox) {
        return request -> {
            mostInMailbox.accumulateAndGet(inMailbox.incrementAndGet(), Math::max);
            try {
                if (request instanceof MailboxCommand command) {
                    note(command);
                }
                return mailbox.handle(request);
            } finally {
                inMailbox.decrementAndGet();
            }
        };
    }

    private void note(MailboxCommand command) {
        int code = command.commandRegister() >>> 16 & 0xFF;
        commands.computeIfAbsent(code, unused -> new AtomicInteger()).incrementAndGet();
        if (code == CommandId.LAUNCH_SECRET.code()) {
            LaunchSecret buffer = LaunchSecret.decode(
                    memory.hostPort().read(new SystemPhysical(command.bufferAddress()), LaunchSecret.SIZE));
            secretPages.put(buffer.handle(), buffer.guestAddress());
        }
    }

    Vmm vmm(VmmConfig config) {
        return new Vmm(toHost, host.process(), host.profile(), config, workers);
    }

    LinuxHost host() {
        return host;
    }

    SimulatedAmd amd() {
        return amd;
    }

    SecureProcessor processor() {
        return processor;
    }

    EncryptedMemory memory() {
        return memory;
    }

    /** System physical address of the last secret of a guest. */
    long secretPage(int handle) {
        return secretPages.getOrDefault(handle, 0L);
    }

    /** Most commands that the firmware was given at the same time. */
    int mostCommandsAtOnce() {
        return mostInMailbox.get();
    }

    /** How often the firmware was given a command. */
    int count(CommandId command) {
        return commands.getOrDefault(command.code(), new AtomicInteger()).get();
    }

    @Override
    public void close() {
        bus.close();
        workers.close();
    }
}
