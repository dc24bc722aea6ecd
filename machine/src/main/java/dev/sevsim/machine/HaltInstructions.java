package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.CodeExtent;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.GuestProgram;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A guest of HLT instructions, as tests of VMMs and of launch libraries have: each is an exit, and the next entry goes on behind it.
 * The first byte that is another instruction ends the guest with a triple fault.
 *
 * <p>Source: AMD APM volume 3, HLT: opcode F4.
 */
final class HaltInstructions implements GuestProgram {
    private static final int HLT = 0xF4;

    /** Whether the byte at an offset of a page is a HLT instruction. */
    static boolean isAt(Bytes page, int offset) {
        return page.u8(offset) == HLT;
    }

    /** The page that holds the instructions. */
    static CodeExtent extent(long page, Bytes content) {
        SortedMap<Long, Bytes> pages = new TreeMap<>();
        pages.put(page, content);
        return CodeExtent.ofPages(new GuestPhysical(page), Page.SIZE, pages);
    }

    @Override
    public String name() {
        return "hlt";
    }

    @Override
    public boolean recognises(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        return isAt(cpu.fetch(entry, 1), 0);
    }

    @Override
    public long run(GuestCpu cpu, GuestPhysical entry, long... arguments) {
        for (long at = entry.value(); isAt(cpu.fetch(new GuestPhysical(at), 1), 0); at++) {
            cpu.halt();
        }
        throw cpu.tripleFault();
    }
}
