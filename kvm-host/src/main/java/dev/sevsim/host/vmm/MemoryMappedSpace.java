package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import java.util.Arrays;

/**
 * Guest physical addresses for memory-mapped I/O: memory as the VMM maps it, ciphertext where it is private. At other addresses reads return all ones and writes are lost, since no device of this board is memory-mapped.
 *
 * <p>Source: docs/reference/kvm-host.md sections 4.1 and 4.4.
 */
record MemoryMappedSpace(GuestMemory memory) {
    Bytes read(GuestPhysical address, int length) {
        return memory.read(address, length).orElseGet(() -> floating(length));
    }

    void write(GuestPhysical address, Bytes content) {
        boolean unused = memory.write(address, content);
    }

    private static Bytes floating(int length) {
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 0xFF);
        return Bytes.copyOf(ones);
    }
}
