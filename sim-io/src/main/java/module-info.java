/** What the program shares with the system it runs on: files and sockets that a user names, and texts that a user types. */
module dev.sevsim.io {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires io.netty.buffer;
    requires io.netty.common;
    requires transitive io.netty.transport;

    exports dev.sevsim.io.file;
    exports dev.sevsim.io.socket;
    exports dev.sevsim.io.text;
}
