/**
 * The Linux guest: EFI stub, early SEV boot, EFI driver, the {@code efi_secret} module, securityfs and a small guest
 * shell.
 *
 * <p>It reaches the machine through the guest CPU alone.
 */
module dev.sevsim.kernel {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;

    exports dev.sevsim.kernel;
    exports dev.sevsim.kernel.conformance;
    exports dev.sevsim.kernel.image;
    exports dev.sevsim.kernel.nio;
    exports dev.sevsim.kernel.program;
}
