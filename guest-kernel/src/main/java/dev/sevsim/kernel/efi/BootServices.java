package dev.sevsim.kernel.efi;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.memory.PhysicalMemory;

/**
 * Calls of EFI boot services through the pointers in guest memory.
 *
 * <p>Each call answers an EFI status; what it returned besides is in the fields until the next call. Source: UEFI
 * Specification 2.10 section 7.
 */
public final class BootServices {
    private static final int ALLOCATE_ANY_PAGES = 0;
    private static final int SCRATCH_SIZE = 256;
    private static final int STACK_SIZE = 128;

    private final GuestCpu cpu;
    private final long table;
    private Scratch scratch;

    /** Variables whose addresses are passed to the firmware: 64-bit values, and a GUID behind them. */
    private record Scratch(PhysicalMemory memory, long address) {
        private static final int GUID_SLOT = 64;

        long slot(int index) {
            return address + (long) index * Long.BYTES;
        }

        long variable(int index, long value) {
            memory.write(slot(index), Bytes.u64Le(value));
            return slot(index);
        }

        long guid(Guid guid) {
            memory.write(address + GUID_SLOT, guid.toWire());
            return address + GUID_SLOT;
        }
    }

    /**
     * Services behind a table; variables are on the stack until {@link #allocateScratch} gave them memory of their own.
     *
     * @param table address of EFI_BOOT_SERVICES
     */
    public BootServices(GuestCpu cpu, PhysicalMemory memory, long table) {
        this.cpu = cpu;
        this.table = table;
        this.scratch = new Scratch(memory, cpu.stack().value() - STACK_SIZE);
    }

    /** Moves the variables whose addresses are passed to the firmware into pool memory. */
    public long allocateScratch() {
        long status = allocatePool(SCRATCH_SIZE);
        if (!EfiStatus.isError(status)) {
            scratch = new Scratch(scratch.memory(), result(0));
        }
        return status;
    }

    /** The 64-bit variable number {@code index} that the last call filled in. */
    public long result(int index) {
        return u64(scratch.slot(index));
    }

    /** HandleProtocol; result 0 is the interface. */
    public long handleProtocol(long handle, Guid protocol) {
        return call(EfiBootServices.HANDLE_PROTOCOL, handle, scratch.guid(protocol), scratch.variable(0, 0));
    }

    /** LocateProtocol; result 0 is the interface. */
    public long locateProtocol(Guid protocol) {
        return call(EfiBootServices.LOCATE_PROTOCOL, scratch.guid(protocol), 0, scratch.variable(0, 0));
    }

    /** AllocatePool of loader data; result 0 is the address. */
    public long allocatePool(long size) {
        return call(EfiBootServices.ALLOCATE_POOL, EfiMemoryType.LOADER_DATA.code(), size, scratch.variable(0, 0));
    }

    /** AllocatePages of loader data anywhere; result 0 is the address. */
    public long allocatePages(long pages) {
        return call(
                EfiBootServices.ALLOCATE_PAGES,
                ALLOCATE_ANY_PAGES,
                EfiMemoryType.LOADER_DATA.code(),
                pages,
                scratch.variable(0, 0));
    }

    /** FreePool. */
    public long freePool(long address) {
        return call(EfiBootServices.FREE_POOL, address);
    }

    /** InstallConfigurationTable. */
    public long installConfigurationTable(Guid guid, long pointer) {
        return call(EfiBootServices.INSTALL_CONFIGURATION_TABLE, scratch.guid(guid), pointer);
    }

    /** GetMemoryMap; results 0 to 3 are size, key, descriptor size and (low 32 bits) descriptor version. */
    public long getMemoryMap(long buffer, long size) {
        return call(
                EfiBootServices.GET_MEMORY_MAP,
                scratch.variable(0, size),
                buffer,
                scratch.variable(1, 0),
                scratch.variable(2, 0),
                scratch.variable(3, 0));
    }

    /** ExitBootServices. */
    public long exitBootServices(long image, long mapKey) {
        return call(EfiBootServices.EXIT_BOOT_SERVICES, image, mapKey);
    }

    /** EFI_LOAD_FILE2_PROTOCOL.LoadFile; result 0 is the size. */
    public long loadFile(long protocol, long buffer, long size) {
        long function = u64(protocol);
        return cpu.call(new GuestPhysical(function), protocol, 0, 0, scratch.variable(0, size), buffer);
    }

    private long call(int offset, long... arguments) {
        return cpu.call(new GuestPhysical(u64(table + offset)), arguments);
    }

    private long u64(long address) {
        return scratch.memory().read(address, Long.BYTES).asLittleEndian().getLong();
    }
}
