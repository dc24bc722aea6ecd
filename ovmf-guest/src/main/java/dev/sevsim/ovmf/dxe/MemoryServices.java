package dev.sevsim.ovmf.dxe;

import static dev.sevsim.ovmf.dxe.Arguments.at;

import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.ovmf.sec.GuestMemory;
import java.util.List;
import java.util.OptionalLong;

/**
 * The boot services that give and take memory; arguments in the order of the UEFI specification.
 *
 * <p>Source: UEFI Specification 2.10 section 7.2; docs/reference/ovmf-guest.md section 8.4.
 */
final class MemoryServices {
    /** The size that edk2 reports for a descriptor of 40 bytes, so that readers do not rely on 40. */
    static final int DESCRIPTOR_SIZE = 48;

    private static final int DESCRIPTOR_VERSION = 1;
    private static final long ANY_PAGES = 0;
    private static final long MAX_ADDRESS = 1;
    private static final long AT_ADDRESS = 2;
    private static final long FIRST_OEM_TYPE = 0x7000_0000L;
    private static final long LAST_TYPE = 0xFFFF_FFFFL;

    private final DxeCore core;
    private final GuestMemory memory;

    MemoryServices(DxeCore core) {
        this.core = core;
        this.memory = core.memory();
    }

    /** AllocatePages(Type, MemoryType, Pages, *Memory). */
    long allocatePages(GuestCpu cpu, long... args) {
        long how = at(args, 0);
        long pages = at(args, 2);
        long result = at(args, 3);
        if (how < ANY_PAGES || how > AT_ADDRESS || !isAllocatable(at(args, 1)) || result == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        int type = (int) at(args, 1);
        if (how == AT_ADDRESS) {
            return core.map().allocateAt(type, memory.u64(result), pages);
        }
        long limit = how == MAX_ADDRESS ? memory.u64(result) : -1;
        OptionalLong address = pages > 0 ? core.map().allocate(type, pages, limit) : OptionalLong.empty();
        return store(address, result);
    }

    /** FreePages(Memory, Pages). */
    long freePages(GuestCpu cpu, long... args) {
        return core.map().free(at(args, 0), at(args, 1));
    }

    /** AllocatePool(PoolType, Size, **Buffer). */
    long allocatePool(GuestCpu cpu, long... args) {
        long result = at(args, 2);
        if (!isAllocatable(at(args, 0)) || result == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        return store(core.pool().allocate((int) at(args, 0), at(args, 1)), result);
    }

    /** FreePool(Buffer). */
    long freePool(GuestCpu cpu, long... args) {
        return core.pool().free(at(args, 0));
    }

    /** GetMemoryMap(*Size, *Map, *Key, *DescriptorSize, *DescriptorVersion). */
    long getMemoryMap(GuestCpu cpu, long... args) {
        long sizeAt = at(args, 0);
        if (sizeAt == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        List<EfiMemoryDescriptor> descriptors = core.map().descriptors();
        long need = (long) descriptors.size() * DESCRIPTOR_SIZE;
        boolean fits = Long.compareUnsigned(memory.u64(sizeAt), need) >= 0;
        if (fits && at(args, 1) == 0) {
            return EfiStatus.INVALID_PARAMETER;
        }
        memory.putU64(sizeAt, need);
        if (at(args, 2) != 0) {
            memory.putU64(at(args, 2), core.map().key());
        }
        if (at(args, 3) != 0) {
            memory.putU64(at(args, 3), DESCRIPTOR_SIZE);
        }
        if (at(args, 4) != 0) {
            memory.putU32(at(args, 4), DESCRIPTOR_VERSION);
        }
        if (!fits) {
            return EfiStatus.BUFFER_TOO_SMALL;
        }
        byte[] raw = new byte[(int) need];
        for (int i = 0; i < descriptors.size(); i++) {
            descriptors.get(i).encode().copyTo(raw, i * DESCRIPTOR_SIZE);
        }
        memory.write(at(args, 1), raw);
        return EfiStatus.SUCCESS;
    }

    private long store(OptionalLong address, long result) {
        if (address.isEmpty()) {
            return EfiStatus.OUT_OF_RESOURCES;
        }
        memory.putU64(result, address.getAsLong());
        return EfiStatus.SUCCESS;
    }

    private static boolean isAllocatable(long type) {
        if (type >= FIRST_OEM_TYPE && type <= LAST_TYPE) {
            return true;
        }
        return type >= 0 && type < EfiMemoryType.PERSISTENT.code() && type != EfiMemoryType.CONVENTIONAL.code();
    }
}
