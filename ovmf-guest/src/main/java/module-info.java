/** OVMF's AmdSev build as a guest program, its image, and the disk its boot loader reads. */
module dev.sevsim.ovmf {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;

    exports dev.sevsim.ovmf;
}
