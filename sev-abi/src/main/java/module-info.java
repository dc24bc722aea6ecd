/**
 * The published formats of AMD SEV and SEV-ES: structures, codes, GUIDs, key and MAC formulas.
 *
 * <p>Everything here is pure and stateless; no other sevsim module is visible from here.
 */
module dev.sevsim.abi {
    requires static transitive org.jspecify;

    exports dev.sevsim.abi;
    exports dev.sevsim.abi.layout;
}
