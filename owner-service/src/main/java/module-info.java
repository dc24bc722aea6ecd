/** The attestation service of a guest owner over HTTP and, for simple-kbs's clients, gRPC; and the client of the former. */
module dev.sevsim.service {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;
    requires dev.sevsim.io;
    requires transitive dev.sevsim.owner;
    requires com.google.protobuf;
    requires io.grpc;
    requires io.grpc.netty;
    requires io.grpc.stub;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires java.net.http;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.sevsim.service;
    exports dev.sevsim.service.client;
}
