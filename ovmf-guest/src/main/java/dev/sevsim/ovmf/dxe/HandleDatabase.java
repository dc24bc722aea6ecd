package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiMemoryType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Handles and the protocol interfaces on them; a handle's value is the address of a pool block of its own. */
final class HandleDatabase {
    private static final int HANDLE_SIZE = 16;

    private final MemoryPool pool;
    private final Map<Long, Map<Guid, Long>> interfaces = new LinkedHashMap<>();

    HandleDatabase(MemoryPool pool) {
        this.pool = pool;
    }

    /** A new handle with one protocol; empty when memory is used up. */
    OptionalLong install(Guid protocol, long protocolInterface) {
        OptionalLong handle = pool.allocate(EfiMemoryType.BOOT_SERVICES_DATA, HANDLE_SIZE);
        handle.ifPresent(
                h -> interfaces.computeIfAbsent(h, key -> new LinkedHashMap<>()).put(protocol, protocolInterface));
        return handle;
    }

    void remove(long handle) {
        if (interfaces.remove(handle) != null) {
            pool.free(handle);
        }
    }

    boolean contains(long handle) {
        return interfaces.containsKey(handle);
    }

    /** The interface of a protocol on one handle. */
    OptionalLong find(long handle, Guid protocol) {
        Long found = interfaces.getOrDefault(handle, Map.of()).get(protocol);
        return found == null ? OptionalLong.empty() : OptionalLong.of(found);
    }

    /** The first interface of a protocol on any handle. */
    OptionalLong findFirst(Guid protocol) {
        return interfaces.values().stream()
                .filter(protocols -> protocols.containsKey(protocol))
                .mapToLong(protocols -> protocols.get(protocol))
                .findFirst();
    }
}
