package dev.sevsim.it;

import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchSecret;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.bus.Envelope;
import dev.sevsim.bus.TappedFrame;
import dev.sevsim.bus.Verdict;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.host.LinuxHost;
import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.psp.SecureProcessor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** One host with a real Secure Processor for VMMs on many threads; no guest runs. */
final class SharedHost implements AutoCloseable {
    private final Machine machine;
    private final AtomicInteger inMailbox = new AtomicInteger();
    private final AtomicInteger mostInMailbox = new AtomicInteger();
    private final Map<Integer, AtomicInteger> commands = new ConcurrentHashMap<>();
    private final Map<Integer, Long> secretPages = new ConcurrentHashMap<>();

    SharedHost(long dram) {
        MachineSpec spec = MachineSpec.builder()
                .host(HostSpec.builder().hostMemory(dram).build())
                .seed(7)
                .build();
        machine = Machine.of(spec).threads(2).tap(this::watch).assemble();
    }

    /** Counts commands and keeps, by the guest's handle, the address of its secret. */
    private Verdict watch(TappedFrame frame) {
        frame.envelope().map(Envelope::frame).ifPresent(sent -> {
            if (sent instanceof MailboxCommand command) {
                mostInMailbox.accumulateAndGet(inMailbox.incrementAndGet(), Math::max);
                note(command);
            } else if (sent instanceof MailboxResponse) {
                inMailbox.decrementAndGet();
            }
        });
        return Verdict.pass();
    }

    private void note(MailboxCommand command) {
        int code = command.commandRegister() >>> 16 & 0xFF;
        commands.computeIfAbsent(code, unused -> new AtomicInteger()).incrementAndGet();
        if (code == CommandId.LAUNCH_SECRET.code()) {
            LaunchSecret buffer = LaunchSecret.CODEC.decode(
                    machine.hostMemory().read(new SystemPhysical(command.bufferAddress()), LaunchSecret.SIZE));
            secretPages.put(buffer.handle(), buffer.guestAddress());
        }
    }

    Machine machine() {
        return machine;
    }

    SimulatedAmd amd() {
        return machine.amd();
    }

    LinuxHost host() {
        return machine.host();
    }

    SecureProcessor processor() {
        return machine.processor();
    }

    EncryptedMemory memory() {
        return machine.memory();
    }

    /** System physical address of the last secret of a guest. */
    long secretPage(int handle) {
        return secretPages.getOrDefault(handle, 0L);
    }

    /** Most commands that the firmware was given at the same time. */
    int mostCommandsAtOnce() {
        return mostInMailbox.get();
    }

    /** Number of times that the firmware was given a command. */
    int count(CommandId command) {
        return commands.getOrDefault(command.code(), new AtomicInteger()).get();
    }

    @Override
    public void close() {
        machine.close();
    }
}
