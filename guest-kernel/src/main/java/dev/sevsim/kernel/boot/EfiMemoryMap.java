package dev.sevsim.kernel.boot;

import dev.sevsim.abi.efi.EfiMemoryDescriptor;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * The EFI memory map in a buffer.
 *
 * @param address of the buffer
 * @param size bytes of descriptors
 * @param key for ExitBootServices
 * @param descriptorSize step between descriptors, at least {@link EfiMemoryDescriptor#SIZE}
 * @param descriptorVersion 1
 */
record EfiMemoryMap(long address, long size, long key, long descriptorSize, int descriptorVersion) {
    /** Bytes of the largest map that is read: our choice. */
    private static final long LARGEST = 1 << 20;

    List<EfiMemoryDescriptor> read(PhysicalMemory memory) {
        List<EfiMemoryDescriptor> descriptors = new ArrayList<>();
        if (descriptorSize < EfiMemoryDescriptor.SIZE || descriptorSize > LARGEST || size > LARGEST) {
            return descriptors;
        }
        for (long at = 0; at + descriptorSize <= size; at += descriptorSize) {
            descriptors.add(EfiMemoryDescriptor.CODEC.decode(memory.read(address + at, EfiMemoryDescriptor.SIZE)));
        }
        return descriptors;
    }
}
