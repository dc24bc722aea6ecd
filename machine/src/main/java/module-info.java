/** The assembled machine: its description, its launches, and what a running guest shows. */
module dev.sevsim.machine {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.amd;
    requires transitive dev.sevsim.bus;
    requires transitive dev.sevsim.io;
    requires transitive dev.sevsim.host;
    requires transitive dev.sevsim.kernel;
    requires transitive dev.sevsim.memory;
    requires transitive dev.sevsim.ovmf;
    requires transitive dev.sevsim.owner;
    requires transitive dev.sevsim.psp;

    exports dev.sevsim.machine;
    exports dev.sevsim.machine.act;
    exports dev.sevsim.machine.option;
}
