package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.work.Ahead;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.host.process.UserMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The guest's memory as mapped by the VMM: RAM from 0, RAM above 4 GiB, the flash that ends at 4 GiB, and below it
 * the second flash unit.
 *
 * <p>Reads return the contents of DRAM: ciphertext for a private page.
 */
final class GuestMemory {
    private static final long FOUR_GIB = 1L << 32;
    private static final long LOW_RAM_LIMIT = 2L << 30;

    private final UserMemory memory;
    private final Workers workers;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Ahead<Void>> loading = new ArrayList<>();

    /**
     * A piece of guest memory.
     *
     * @param name name of the block
     * @param base guest physical address
     * @param size bytes
     * @param user address in the VMM
     */
    record Block(String name, long base, long size, HostVirtual user) {
        boolean isRam() {
            return name.startsWith("ram");
        }
    }

    /** Maps the memory and starts to load the flash, on another thread if possible: see {@link #awaitFlash}. */
    GuestMemory(UserMemory memory, VmmConfig config, Workers workers) {
        this.memory = memory;
        this.workers = workers;
        long low = Math.min(config.ramBytes(), LOW_RAM_LIMIT);
        add("ram-below-4g", 0, low, config.frameOrder());
        if (config.ramBytes() > low) {
            add("ram-above-4g", FOUR_GIB, config.ramBytes() - low, config.frameOrder());
        }
        long flash = FOUR_GIB - config.firmware().length();
        addFlash("flash", flash, config.firmware(), config.frameOrder());
        config.nvram().ifPresent(nvram -> addFlash("nvram", flash - nvram.length(), nvram, config.frameOrder()));
    }

    /** Waits until the flash is loaded; before that it must not be accessed. */
    void awaitFlash() {
        loading.forEach(Ahead::get);
        loading.clear();
    }

    List<Block> blocks() {
        return List.copyOf(blocks);
    }

    /** The first flash unit, which is measured. */
    Block flash() {
        return blocks.stream().filter(b -> b.name().equals("flash")).findFirst().orElseThrow();
    }

    /** The user address of a range that lies in one block. */
    Optional<HostVirtual> toUser(GuestPhysical address, long length) {
        long at = address.value();
        return blocks.stream()
                .filter(b -> at >= b.base() && at - b.base() < b.size() && length <= b.size() - (at - b.base()))
                .findFirst()
                .map(b -> b.user().plus(at - b.base()));
    }

    /** Raw bytes; empty where the guest has no memory. */
    Optional<Bytes> read(GuestPhysical address, int length) {
        return toUser(address, length).map(user -> memory.read(user, length));
    }

    /** Writes raw bytes; false where the guest has no memory. */
    boolean write(GuestPhysical address, Bytes content) {
        Optional<HostVirtual> user = toUser(address, content.length());
        user.ifPresent(at -> memory.write(at, content));
        return user.isPresent();
    }

    void unmap() {
        awaitFlash();
        blocks.forEach(block -> memory.unmap(block.user()));
        blocks.clear();
    }

    /** Pages whose frames are allocated by the first access are written on this thread, so that the order of frames repeats. */
    private void addFlash(String name, long base, Bytes content, FrameOrder order) {
        HostVirtual user = add(name, base, content.length(), order).user();
        if (!memory.isReserved(user, content.length())) {
            memory.write(user, content);
            return;
        }
        loading.add(workers.start(() -> {
            memory.write(user, content);
            return null;
        }));
    }

    private Block add(String name, long base, long size, FrameOrder order) {
        long pages = (size + Page.SIZE - 1) / Page.SIZE;
        long rounded = pages * Page.SIZE;
        Block block = new Block(name, base, rounded, memory.map(rounded, order));
        blocks.add(block);
        return block;
    }
}
