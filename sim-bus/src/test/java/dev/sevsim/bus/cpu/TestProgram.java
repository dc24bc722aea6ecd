package dev.sevsim.bus.cpu;

import dev.sevsim.abi.GuestPhysical;
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
