/** The assembled machine: launches, their reports, and the {@code sevsim} command. */
module dev.sevsim.simulator {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;
    requires dev.sevsim.host;
    requires transitive dev.sevsim.kernel;
    requires transitive dev.sevsim.ovmf;
    requires transitive dev.sevsim.owner;
    requires dev.sevsim.amd;
    requires dev.sevsim.memory;
    requires dev.sevsim.psp;
    requires com.google.protobuf;
    requires info.picocli;
    requires io.grpc;
    requires io.grpc.netty;
    requires io.grpc.stub;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires java.net.http;
    requires org.jline.terminal;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.sevsim.simulator;

    opens dev.sevsim.simulator.cli to
            info.picocli;
}
