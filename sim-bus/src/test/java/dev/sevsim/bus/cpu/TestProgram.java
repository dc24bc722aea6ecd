package dev.sevsim.bus.cpu;

import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.memory.NestedPaging;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Guest code at one address.
 *
 * @param entry its address
 * @param code what it does before it returns
 */
record TestProgram(GuestPhysical entry, Consumer<GuestCpu> code) implements GuestProgram {
    static GuestProgram at(GuestPhysical entry, Consumer<GuestCpu> code) {
        return new TestProgram(entry, code);
    }

    /** A board whose programs are anywhere, with bytes that are not compared. */
    static CpuBoard board(FakeMemory memory, NestedPaging paging, List<GuestProgram> programs) {
        CpuBoard board = CpuBoard.of(memory, paging, programs);
        var unused = board.code().add(CodeExtent.ofPages(new GuestPhysical(0), Long.MAX_VALUE, new TreeMap<>()));
        return board;
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public boolean recognises(GuestCpu cpu, GuestPhysical address, long... arguments) {
        return address.equals(entry);
    }

    @Override
    public long run(GuestCpu cpu, GuestPhysical address, long... arguments) {
        code.accept(cpu);
        return 0;
    }
}
