/** The machine's memory: DRAM, the AES encryption engine in front of it, the key slots and the ports of each requester. */
module dev.sevsim.memory {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;

    exports dev.sevsim.memory;
}
