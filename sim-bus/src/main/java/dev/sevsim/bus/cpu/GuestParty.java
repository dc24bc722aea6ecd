package dev.sevsim.bus.cpu;

import dev.sevsim.bus.RequestHandler;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VcpuReset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The guest's end of the bus: hands an entry to its vCPU and answers with the exit.
 *
 * <p>An entry names its VM by nCR3, since each VM has a nested page table of its own, and the vCPU by its index. VMs may be
 * added and removed while others run, from any thread.
 */
public final class GuestParty implements RequestHandler, AutoCloseable {
    private final Map<Long, Map<Integer, VirtualCpu>> vms = new ConcurrentHashMap<>();
    private final Set<VirtualCpu> madeHere = ConcurrentHashMap.newKeySet();
    private volatile Function<VcpuEntry, Optional<VirtualCpu>> maker = entry -> Optional.empty();
    private volatile ExitReason withoutVcpu = ExitReason.ENDED;

    /** No VM yet. */
    public GuestParty() {}

    /**
     * Adds a VM.
     *
     * @param nestedCr3 number of its nested page table
     * @param cpus its vCPUs; each has its own index
     * @throws IllegalArgumentException for a table that has vCPUs already, and for an index that is there twice
     */
    public void add(long nestedCr3, List<VirtualCpu> cpus) {
        Map<Integer, VirtualCpu> byIndex = new ConcurrentSkipListMap<>();
        for (VirtualCpu cpu : cpus) {
            if (byIndex.put(cpu.index(), cpu) != null) {
                throw new IllegalArgumentException("vCPU index: " + cpu.index() + " twice, expected once");
            }
        }
        if (vms.putIfAbsent(nestedCr3, byIndex) != null) {
            throw new IllegalArgumentException(
                    "nCR3: 0x" + Long.toHexString(nestedCr3) + " has vCPUs, expected a table without");
        }
    }

    /**
     * Who makes a vCPU at its first entry where none was added: that of a VM which was made outside of the simulator. An entry for
     * which none is made is refused with {@link ExitReason#INVALID}.
     */
    public void makeMissing(Function<VcpuEntry, Optional<VirtualCpu>> other) {
        maker = other;
        withoutVcpu = ExitReason.INVALID;
    }

    /** Removes the vCPUs of a VM, as when it is destroyed; no effect for a table without vCPUs. */
    public void remove(long nestedCr3) {
        Map<Integer, VirtualCpu> removed = vms.remove(nestedCr3);
        if (removed != null) {
            madeHere.removeAll(removed.values());
            removed.values().forEach(VirtualCpu::close);
        }
    }

    /** A vCPU that does not exist has ended; a reset puts a new one in its place; anything but an entry has no answer. */
    @Override
    public Optional<Frame> handle(Frame request) {
        if (request instanceof VcpuReset reset) {
            Map<Integer, VirtualCpu> cpus = vms.get(reset.nestedCr3());
            if (cpus != null) {
                cpus.computeIfPresent(reset.vcpu(), (index, cpu) -> afterReset(cpu));
            }
            return Optional.empty();
        }
        if (!(request instanceof VcpuEntry entry)) {
            return Optional.empty();
        }
        VirtualCpu cpu = vms.getOrDefault(entry.control().nestedCr3(), Map.of()).get(entry.vcpu());
        Optional<VirtualCpu> entered = cpu != null ? Optional.of(cpu) : made(entry);
        return Optional.of(
                entered.map(found -> found.enter(entry)).orElseGet(() -> VcpuExit.of(entry.vcpu(), withoutVcpu)));
    }

    /** One that was made for a start elsewhere is made anew at its next entry, where its registers point then; null until then. */
    private @Nullable VirtualCpu afterReset(VirtualCpu cpu) {
        if (!madeHere.remove(cpu) || cpu.startsAtResetVector()) {
            return cpu.reset();
        }
        cpu.close();
        return null;
    }

    private Optional<VirtualCpu> made(VcpuEntry entry) {
        Optional<VirtualCpu> cpu = maker.apply(entry);
        cpu.ifPresent(madeHere::add);
        cpu.ifPresent(made -> vms.computeIfAbsent(entry.control().nestedCr3(), key -> new ConcurrentSkipListMap<>())
                .put(made.index(), made));
        return cpu;
    }

    /**
     * Runs a task of the simulator on the machine's thread while guest code waits; at once where the caller is no guest code.
     *
     * <p>For observers of guest code: a call over the bus belongs to the machine's thread.
     */
    public void onMachine(Runnable task) {
        Optional<VirtualCpu> here = vms.values().stream()
                .flatMap(cpus -> cpus.values().stream())
                .filter(VirtualCpu::runsHere)
                .findFirst();
        here.ifPresentOrElse(cpu -> cpu.callMachine(task), task);
    }

    /** Removes all vCPUs. */
    @Override
    public void close() {
        List.copyOf(vms.keySet()).forEach(this::remove);
    }
}
