/** The board that joins the parties: bus, memory ports, guest CPU, clock, randomness and trace. */
module dev.sevsim.bus {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.sevsim.bus;
    exports dev.sevsim.bus.cpu;
    exports dev.sevsim.bus.frame;
    exports dev.sevsim.bus.leak;
    exports dev.sevsim.bus.memory;
    exports dev.sevsim.bus.tap;
    exports dev.sevsim.bus.time;
    exports dev.sevsim.bus.trace;
    exports dev.sevsim.bus.work;
}
