package dev.sevsim.bus.cpu;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.NestedPageTable;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The programs in the memory of one VM, shared by its vCPUs. */
public final class GuestCode implements AutoCloseable {
    private final GuestMemoryAccess memory;
    private final CopyOnWriteArrayList<LoadedCode> loaded = new CopyOnWriteArrayList<>();

    /** No program yet. */
    public GuestCode(GuestMemoryAccess memory) {
        this.memory = memory;
    }

    /**
     * Adds a program that will be there when the VM runs; from now on its frames are watched.
     *
     * @param table the VM's nested page table
     */
    public void add(CodeExtent extent, NestedPageTable table) {
        add(extent).watch(table);
    }

    /** Adds a program that is in memory; it takes the place of what lay there before. */
    LoadedCode add(CodeExtent extent) {
        LoadedCode code = new LoadedCode(memory, extent);
        loaded.removeIf(before -> {
            boolean replaced = before.extent().overlaps(extent);
            if (replaced) {
                before.close();
            }
            return replaced;
        });
        loaded.add(code);
        return code;
    }

    Optional<LoadedCode> find(GuestPhysical address) {
        return loaded.stream().filter(code -> code.extent().contains(address)).findFirst();
    }

    /** Ends the watches on the VM's frames. */
    @Override
    public void close() {
        loaded.forEach(LoadedCode::close);
        loaded.clear();
    }
}
