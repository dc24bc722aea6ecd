/**
 * OVMF's AmdSev build as a guest program, its image, and the disk that its boot loader reads.
 *
 * <p>It reaches the machine through the guest CPU alone.
 */
module dev.sevsim.ovmf {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;

    exports dev.sevsim.ovmf;
    exports dev.sevsim.ovmf.grub;
    exports dev.sevsim.ovmf.image;
}
