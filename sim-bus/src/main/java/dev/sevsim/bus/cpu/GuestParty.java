package dev.sevsim.bus.cpu;

import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VcpuReset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The guest's end of the bus: hands an entry to its vCPU and answers with the exit. */
public final class GuestParty implements RequestHandler, AutoCloseable {
    private final TreeMap<Integer, VirtualCpu> cpus = new TreeMap<>();

    /** The vCPUs of one machine; each has its own index. */
    public GuestParty(List<VirtualCpu> cpus) {
        for (VirtualCpu cpu : cpus) {
            if (this.cpus.put(cpu.index(), cpu) != null) {
                throw new IllegalArgumentException("vCPU index: " + cpu.index() + " twice, expected once");
            }
        }
    }

    /** A vCPU that does not exist has ended; a reset puts a new one in its place; anything but an entry has no answer. */
    @Override
    public Optional<Frame> handle(Frame request) {
        if (request instanceof VcpuReset reset) {
            cpus.computeIfPresent(reset.vcpu(), (index, cpu) -> cpu.reset());
            return Optional.empty();
        }
        if (!(request instanceof VcpuEntry entry)) {
            return Optional.empty();
        }
        VirtualCpu cpu = cpus.get(entry.vcpu());
        return Optional.of(cpu != null ? cpu.enter(entry) : VcpuExit.of(entry.vcpu(), ExitReason.ENDED));
    }

    /** Removes all vCPUs. */
    @Override
    public void close() {
        cpus.values().forEach(VirtualCpu::close);
    }
}
