/**
 * The published formats of AMD SEV and SEV-ES: structures, codes, GUIDs, key and MAC formulas.
 *
 * <p>Everything here is pure and stateless; no other sevsim module is visible from here.
 */
module dev.sevsim.abi {
    requires static transitive org.jspecify;

    exports dev.sevsim.abi;
    exports dev.sevsim.abi.cert;
    exports dev.sevsim.abi.device;
    exports dev.sevsim.abi.chip;
    exports dev.sevsim.abi.efi;
    exports dev.sevsim.abi.firmware;
    exports dev.sevsim.abi.ghcb;
    exports dev.sevsim.abi.image;
    exports dev.sevsim.abi.launch;
    exports dev.sevsim.abi.layout;
    exports dev.sevsim.abi.secret;
    exports dev.sevsim.abi.uapi;
}
