package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.CpuBoard;
import dev.sevsim.bus.cpu.GuestCode;
import dev.sevsim.bus.cpu.VirtualCpu;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.LinuxHost;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.ovmf.image.ImageCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives guest code to VMs that programs outside of the simulator made: the modelled firmware and kernel, which are found by their
 * bytes. The firmware is what the processor fetches in the slot that ends at 4 GiB when the VM is first entered. A VM without such a
 * slot may have {@link HaltInstructions} where its vCPU starts; an entry into other code is refused and recorded as {@code guest.code}.
 */
final class OutsideGuests {
    /** Largest image that a VMM maps below 4 GiB. */
    private static final long LARGEST_IMAGE = 16L << 20;

    /** Where the image ends. */
    private static final long END = 1L << 32;

    private final GuestProcessors processors;
    private final LinuxHost host;
    private final SimRandom random;
    private final Trace trace;
    /** Of VMs with an image, by nested page table. */
    private final Map<Long, CpuBoard> boards = new HashMap<>();
    /** The code of all VMs, by nested page table. */
    private final Map<Long, List<GuestCode>> codes = new HashMap<>();

    private OutsideGuests(GuestProcessors processors, LinuxHost host, SimRandom random, Trace trace) {
        this.random = random;
        this.trace = trace;
        this.processors = processors;
        this.host = host;
    }

    /** Makes vCPUs of VMs that have none from now on; {@code random} is for their RDRAND. */
    static OutsideGuests on(LinuxHost host, GuestProcessors processors, SimRandom random, Trace trace) {
        OutsideGuests guests = new OutsideGuests(processors, host, random, trace);
        processors.party().makeMissing(guests::make);
        return guests;
    }

    /** A vCPU of a VM that has none so far; empty where no modelled code lies. */
    private Optional<VirtualCpu> make(VcpuEntry entry) {
        long nestedCr3 = entry.control().nestedCr3();
        CpuBoard known = boards.get(nestedCr3);
        return (known != null ? Optional.of(known) : newBoard(entry))
                .map(made ->
                        new VirtualCpu(entry.vcpu(), made, random.split("outside-" + nestedCr3 + "-" + entry.vcpu())));
    }

    /** Takes the vCPUs of VMs that do not exist any more. */
    void removeDestroyed() {
        codes.entrySet().removeIf(entry -> {
            boolean destroyed = !processors.paging().has(entry.getKey());
            if (destroyed) {
                processors.party().remove(entry.getKey());
                entry.getValue().forEach(GuestCode::close);
                boards.remove(entry.getKey());
            }
            return destroyed;
        });
    }

    private Optional<CpuBoard> newBoard(VcpuEntry entry) {
        long nestedCr3 = entry.control().nestedCr3();
        Optional<NestedMapping> pages = host.nestedPagesAt(nestedCr3);
        if (pages.isEmpty()) {
            return Optional.empty();
        }
        Optional<CpuBoard> board = imageStart(pages.get()).isPresent()
                ? image(entry, pages.get()).map(image -> modelled(nestedCr3, image))
                : halting(entry);
        board.ifPresent(made ->
                codes.computeIfAbsent(nestedCr3, table -> new ArrayList<>()).add(made.code()));
        return board;
    }

    private CpuBoard modelled(long nestedCr3, Bytes image) {
        BootRecord boot = new BootRecord(processors.clock(), processors.phases());
        CpuBoard board = processors.board(new GuestTasks(), boot, Optional.empty());
        board.code().add(ImageCode.of(image), processors.paging().table(nestedCr3));
        boards.put(nestedCr3, board);
        return board;
    }

    /** Each vCPU of a guest without firmware has a board of its own, since it has a start of its own. */
    private Optional<CpuBoard> halting(VcpuEntry entry) {
        VmcbControl control = entry.control();
        Optional<GuestPhysical> start = control.sevEs()
                ? VirtualCpu.encryptedStart(processors.memory(), control)
                : host.startOf(control.nestedCr3(), entry.vcpu());
        Optional<CpuBoard> board = start.flatMap(address -> halting(control, address));
        if (board.isEmpty() && trace.enabled()) {
            trace.record(TraceEvent.builder("host", "guest", "guest.code")
                    .with("vcpu", entry.vcpu())
                    .with(
                            "start",
                            start.map(at -> "0x" + Long.toHexString(at.value())).orElse("unknown"))
                    .withOutcome("no modelled code")
                    .build());
        }
        return board;
    }

    private Optional<CpuBoard> halting(VmcbControl control, GuestPhysical start) {
        NestedPageTable table = processors.paging().table(control.nestedCr3());
        int offset = Page.offset(start.value());
        long page = start.value() - offset;
        byte[] content = new byte[Page.SIZE];
        if (!read(control, table, page, content, 0) || !HaltInstructions.isAt(Bytes.copyOf(content), offset)) {
            return Optional.empty();
        }
        CpuBoard board = CpuBoard.of(processors.memory(), processors.paging(), List.of(new HaltInstructions()))
                .startingAt(start);
        board.code().add(HaltInstructions.extent(page, Bytes.copyOf(content)), table);
        return Optional.of(board);
    }

    /** Start of the slot that ends at 4 GiB, where it has the size of an image. */
    private static OptionalLong imageStart(NestedMapping pages) {
        return pages.slotStart(new GuestPhysical(END - Page.SIZE))
                .filter(first -> END - first.value() <= LARGEST_IMAGE)
                .map(first -> OptionalLong.of(first.value()))
                .orElse(OptionalLong.empty());
    }

    private Optional<Bytes> image(VcpuEntry entry, NestedMapping pages) {
        long start = imageStart(pages).orElseThrow();
        byte[] image = new byte[(int) (END - start)];
        NestedPageTable table = processors.paging().table(entry.control().nestedCr3());
        for (int at = 0; at < image.length; at += Page.SIZE) {
            if (!read(entry.control(), table, start + at, image, at)) {
                return Optional.empty();
            }
        }
        return Optional.of(Bytes.copyOf(image));
    }

    /** Reads a page as the processor fetches it; false where no memory is behind it. */
    private boolean read(VmcbControl control, NestedPageTable table, long page, byte[] target, int at) {
        long frame = table.reach(page);
        if (frame == NestedPageTable.NOT_PRESENT) {
            return false;
        }
        Encryption encryption = control.sev() ? Encryption.ENCRYPTED : Encryption.PLAIN;
        processors.memory().read(control.asid(), encryption, frame, target, at, Page.SIZE);
        return true;
    }
}
