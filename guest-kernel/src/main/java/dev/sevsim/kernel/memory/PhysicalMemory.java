package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;

/** Guest-physical memory through one kind of kernel mapping. */
public interface PhysicalMemory {
    /** Reads {@code length} bytes at {@code address} into {@code target}. */
    void read(long address, byte[] target, int offset, int length);

    /** Writes {@code length} bytes of {@code source} at {@code address}. */
    void write(long address, byte[] source, int offset, int length);

    /** Writes the cache lines of a range back to memory. */
    void flushCache(long address, int length);

    /** Reads {@code length} bytes. */
    default Bytes read(long address, int length) {
        byte[] target = new byte[length];
        read(address, target, 0, length);
        return Bytes.copyOf(target);
    }

    /** Writes all the bytes. */
    default void write(long address, Bytes source) {
        write(address, source.toArray(), 0, source.length());
    }

    /** Mappings with the C-bit set: the guest's private memory. */
    static PhysicalMemory encrypted(GuestCpu cpu) {
        return new CpuMemory(cpu, Encryption.ENCRYPTED);
    }

    /** Mappings with the C-bit clear: memory shared with the hypervisor. */
    static PhysicalMemory shared(GuestCpu cpu) {
        return new CpuMemory(cpu, Encryption.PLAIN);
    }

    /**
     * Memory reached through the vCPU.
     *
     * @param cpu the vCPU
     * @param encryption C-bit of every access
     */
    record CpuMemory(GuestCpu cpu, Encryption encryption) implements PhysicalMemory {
        @Override
        public void read(long address, byte[] target, int offset, int length) {
            cpu.read(new GuestPhysical(address), encryption, target, offset, length);
        }

        @Override
        public void write(long address, byte[] source, int offset, int length) {
            cpu.write(new GuestPhysical(address), encryption, source, offset, length);
        }

        @Override
        public void flushCache(long address, int length) {
            cpu.flushCache(new GuestPhysical(address), length);
        }
    }
}
