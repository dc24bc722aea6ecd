package dev.sevsim.kernel.core;

import static dev.sevsim.abi.Errno.EAGAIN;
import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.ENOENT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The modules on disk and those in the kernel. */
public final class ModuleTable {
    /**
     * A loaded module, as {@code /proc/modules} lists it.
     *
     * @param name name
     * @param sizeBytes code and data
     * @param users open files and the like
     */
    public record Loaded(String name, int sizeBytes, int users) {}

    private record Slot(KernelModule module, ModuleUse use) {}

    private final Map<String, Slot> onDisk = new LinkedHashMap<>();
    private final Map<String, Slot> loaded = new LinkedHashMap<>();

    /** Nothing on disk. */
    public ModuleTable() {}

    /** Puts a module on disk; {@code use} is what its open files count in. */
    public void add(KernelModule module, ModuleUse use) {
        onDisk.put(module.name(), new Slot(module, use));
    }

    /** Whether there is such a module to load. A dash in a name means an underscore. */
    public boolean isOnDisk(String name) {
        return onDisk.containsKey(canonical(name));
    }

    public boolean isLoaded(String name) {
        return loaded.containsKey(canonical(name));
    }

    /** Loads a module: 0, -ENOENT, -EEXIST, or what its init answers. */
    public int load(String name) {
        Slot slot = onDisk.get(canonical(name));
        if (slot == null) {
            return -ENOENT.code();
        }
        if (loaded.containsKey(slot.module().name())) {
            return -EEXIST.code();
        }
        int result = ErrnoException.resultOf(slot.module()::load);
        if (result == 0) {
            loaded.put(slot.module().name(), slot);
        }
        return result;
    }

    /** Takes a module out: 0, -ENOENT when it is not loaded, -EAGAIN while it is in use. */
    public int unload(String name) {
        Slot slot = loaded.get(canonical(name));
        if (slot == null) {
            return -ENOENT.code();
        }
        if (slot.use().count() > 0) {
            return -EAGAIN.code();
        }
        slot.module().unload();
        loaded.remove(slot.module().name());
        return 0;
    }

    /** Newest first, as the kernel lists them. */
    public List<Loaded> loaded() {
        List<Loaded> list = new ArrayList<>();
        for (Slot slot : loaded.values()) {
            list.add(new Loaded(
                    slot.module().name(), slot.module().sizeBytes(), slot.use().count()));
        }
        Collections.reverse(list);
        return list;
    }

    private static String canonical(String name) {
        return name.replace('-', '_');
    }
}
