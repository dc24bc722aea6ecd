/** The AMD Secure Processor: mailbox, commands, keys and persistent store. */
module dev.sevsim.psp {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;
    requires transitive dev.sevsim.memory;
    requires transitive dev.sevsim.crypto;

    exports dev.sevsim.psp;
    exports dev.sevsim.psp.keys;
    exports dev.sevsim.psp.nv;
    exports dev.sevsim.psp.view;
}
