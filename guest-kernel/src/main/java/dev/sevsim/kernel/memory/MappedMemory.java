package dev.sevsim.kernel.memory;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.PagePieces;

/** Memory through the kernel's own page tables: each page with the C-bit that its leaf has. */
public record MappedMemory(GuestCpu cpu, PageTables tables) implements PhysicalMemory {
    @Override
    public void read(long address, byte[] target, int offset, int length) {
        PagePieces.Move move =
                (at, from, n) -> cpu.read(new GuestPhysical(at), tables.encryptionOf(at), target, from, n);
        PagePieces.each(address, offset, length, move);
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        PagePieces.Move move =
                (at, from, n) -> cpu.write(new GuestPhysical(at), tables.encryptionOf(at), source, from, n);
        PagePieces.each(address, offset, length, move);
    }

    @Override
    public void flushCache(long address, int length) {
        cpu.flushCache(new GuestPhysical(address), length);
    }
}
