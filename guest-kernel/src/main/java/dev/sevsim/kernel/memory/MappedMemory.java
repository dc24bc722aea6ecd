package dev.sevsim.kernel.memory;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.GuestCpu;

/** Memory through the kernel's own page tables: each page with the C-bit that its leaf has. */
public record MappedMemory(GuestCpu cpu, PageTables tables) implements PhysicalMemory {
    @Override
    public void read(long address, byte[] target, int offset, int length) {
        for (int done = 0; done < length; ) {
            int chunk = chunk(address + done, length - done);
            long at = address + done;
            cpu.read(new GuestPhysical(at), tables.encryptionOf(at), target, offset + done, chunk);
            done += chunk;
        }
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        for (int done = 0; done < length; ) {
            int chunk = chunk(address + done, length - done);
            long at = address + done;
            cpu.write(new GuestPhysical(at), tables.encryptionOf(at), source, offset + done, chunk);
            done += chunk;
        }
    }

    @Override
    public void flushCache(long address, int length) {
        cpu.flushCache(new GuestPhysical(address), length);
    }

    private static int chunk(long address, int wanted) {
        return (int) Math.min(wanted, Page.SIZE - (address & Page.SIZE - 1));
    }
}
