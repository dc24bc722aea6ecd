/** A launch as a page: the document of a run, the page that shows it, and its server on loopback. */
module dev.sevsim.view {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.scenario;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.sevsim.view;
}
