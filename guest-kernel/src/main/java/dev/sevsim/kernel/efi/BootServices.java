package dev.sevsim.kernel.efi;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.efi.EfiBootServices;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Calls of EFI boot services through the pointers in guest memory.
 *
 * <p>Each call answers an EFI status; what it returned besides is in the fields until the next call. Source: UEFI
 * Specification 2.10 section 7.
 */
public final class BootServices {
    private static final int ALLOCATE_ANY_PAGES = 0;
    private static final int SCRATCH_SIZE = 256;
    private static final int GUID_SLOT = 64;

    private final GuestCpu cpu;
    private final PhysicalMemory memory;
    private final long table;
    private long scratch;

    /**
     * Services behind a table.
     *
     * @param table address of EFI_BOOT_SERVICES
     * @param stack 128 bytes that the caller can spare until {@link #allocateScratch} gave it memory of its own
     */
    public BootServices(GuestCpu cpu, PhysicalMemory memory, long table, long stack) {
        this.cpu = cpu;
        this.memory = memory;
        this.table = table;
        this.scratch = stack;
    }

    /** Moves the variables whose addresses are passed to the firmware into pool memory. */
    public long allocateScratch() {
        long status = allocatePool(SCRATCH_SIZE);
        if (!EfiStatus.isError(status)) {
            scratch = result(0);
        }
        return status;
    }

    /** The 64-bit variable number {@code index} that the last call filled in. */
    public long result(int index) {
        return memory.read(scratch + (long) index * Long.BYTES, Long.BYTES)
                .asLittleEndian()
                .getLong();
    }

    /** HandleProtocol; result 0 is the interface. */
    public long handleProtocol(long handle, Guid protocol) {
        return call(EfiBootServices.HANDLE_PROTOCOL, handle, guid(protocol), variable(0, 0));
    }

    /** LocateProtocol; result 0 is the interface. */
    public long locateProtocol(Guid protocol) {
        return call(EfiBootServices.LOCATE_PROTOCOL, guid(protocol), 0, variable(0, 0));
    }

    /** AllocatePool of loader data; result 0 is the address. */
    public long allocatePool(long size) {
        return call(EfiBootServices.ALLOCATE_POOL, EfiMemoryType.LOADER_DATA.code(), size, variable(0, 0));
    }

    /** AllocatePages of loader data anywhere; result 0 is the address. */
    public long allocatePages(long pages) {
        return call(
                EfiBootServices.ALLOCATE_PAGES,
                ALLOCATE_ANY_PAGES,
                EfiMemoryType.LOADER_DATA.code(),
                pages,
                variable(0, 0));
    }

    /** FreePool. */
    public long freePool(long address) {
        return call(EfiBootServices.FREE_POOL, address);
    }

    /** InstallConfigurationTable. */
    public long installConfigurationTable(Guid guid, long pointer) {
        return call(EfiBootServices.INSTALL_CONFIGURATION_TABLE, guid(guid), pointer);
    }

    /** GetMemoryMap; results 0 to 3 are size, key, descriptor size and (low 32 bits) descriptor version. */
    public long getMemoryMap(long buffer, long size) {
        return call(
                EfiBootServices.GET_MEMORY_MAP,
                variable(0, size),
                buffer,
                variable(1, 0),
                variable(2, 0),
                variable(3, 0));
    }

    /** ExitBootServices. */
    public long exitBootServices(long image, long mapKey) {
        return call(EfiBootServices.EXIT_BOOT_SERVICES, image, mapKey);
    }

    /** EFI_LOAD_FILE2_PROTOCOL.LoadFile; result 0 is the size. */
    public long loadFile(long protocol, long buffer, long size) {
        long function = memory.read(protocol, Long.BYTES).asLittleEndian().getLong();
        return cpu.call(new GuestPhysical(function), protocol, 0, 0, variable(0, size), buffer);
    }

    private long call(int offset, long... arguments) {
        long function = memory.read(table + offset, Long.BYTES).asLittleEndian().getLong();
        return cpu.call(new GuestPhysical(function), arguments);
    }

    private long variable(int index, long value) {
        byte[] raw = new byte[Long.BYTES];
        ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        long address = scratch + (long) index * Long.BYTES;
        memory.write(address, Bytes.copyOf(raw));
        return address;
    }

    private long guid(Guid guid) {
        memory.write(scratch + GUID_SLOT, guid.toWire());
        return scratch + GUID_SLOT;
    }
}
