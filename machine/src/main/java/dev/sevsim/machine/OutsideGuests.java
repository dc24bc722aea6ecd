package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.CpuBoard;
import dev.sevsim.bus.cpu.VirtualCpu;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.host.LinuxHost;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.ovmf.image.ImageCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives guest code to VMs that programs outside of the simulator made: the modelled firmware and kernel, which are found by their
 * bytes. The firmware is what the processor fetches in the slot that ends at 4 GiB when the VM is first entered.
 */
final class OutsideGuests {
    /** Largest image that a VMM maps below 4 GiB. */
    private static final long LARGEST_IMAGE = 16L << 20;

    private final GuestProcessors processors;
    private final LinuxHost host;
    private final SimRandom random;
    private final Map<Long, CpuBoard> boards = new HashMap<>();

    private OutsideGuests(GuestProcessors processors, LinuxHost host, SimRandom random) {
        this.random = random;
        this.processors = processors;
        this.host = host;
    }

    /** Makes vCPUs of VMs that have none from now on; {@code random} is for their RDRAND. */
    static OutsideGuests on(LinuxHost host, GuestProcessors processors, SimRandom random) {
        OutsideGuests guests = new OutsideGuests(processors, host, random);
        processors.party().makeMissing(guests::make);
        return guests;
    }

    /** A vCPU of a VM that has none so far; empty for a VM without an image. */
    private Optional<VirtualCpu> make(VcpuEntry entry) {
        long nestedCr3 = entry.control().nestedCr3();
        CpuBoard known = boards.get(nestedCr3);
        Optional<CpuBoard> board = known != null ? Optional.of(known) : newBoard(entry);
        board.ifPresent(made -> boards.put(nestedCr3, made));
        return board.map(
                made -> new VirtualCpu(entry.vcpu(), made, random.split("outside-" + nestedCr3 + "-" + entry.vcpu())));
    }

    /** Takes the vCPUs of VMs that do not exist any more. */
    void removeDestroyed() {
        boards.entrySet().removeIf(entry -> {
            boolean destroyed = !processors.paging().has(entry.getKey());
            if (destroyed) {
                processors.party().remove(entry.getKey());
                entry.getValue().code().close();
            }
            return destroyed;
        });
    }

    private Optional<CpuBoard> newBoard(VcpuEntry entry) {
        long nestedCr3 = entry.control().nestedCr3();
        return host.nestedPagesAt(nestedCr3)
                .flatMap(pages -> image(entry, pages))
                .map(image -> {
                    BootRecord boot = new BootRecord(processors.clock(), processors.phases());
                    CpuBoard board = processors.board(new GuestTasks(), boot, Optional.empty());
                    board.code().add(ImageCode.of(image), processors.paging().table(nestedCr3));
                    return board;
                });
    }

    private Optional<Bytes> image(VcpuEntry entry, NestedMapping pages) {
        long end = 1L << 32;
        OptionalLong start = pages.slotStart(new GuestPhysical(end - Page.SIZE))
                .map(first -> OptionalLong.of(first.value()))
                .orElse(OptionalLong.empty());
        if (start.isEmpty() || end - start.getAsLong() > LARGEST_IMAGE) {
            return Optional.empty();
        }
        byte[] image = new byte[(int) (end - start.getAsLong())];
        NestedPageTable table = processors.paging().table(entry.control().nestedCr3());
        Encryption encryption = entry.control().sev() ? Encryption.ENCRYPTED : Encryption.PLAIN;
        for (int at = 0; at < image.length; at += Page.SIZE) {
            long frame = table.reach(start.getAsLong() + at);
            if (frame == NestedPageTable.NOT_PRESENT) {
                return Optional.empty();
            }
            processors.memory().read(entry.control().asid(), encryption, frame, image, at, Page.SIZE);
        }
        return Optional.of(Bytes.copyOf(image));
    }
}
