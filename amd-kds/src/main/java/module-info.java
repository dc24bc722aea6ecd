/** AMD, simulated: roots, signing keys, and the key distribution service that signs the CEK of a chip. */
module dev.sevsim.amd {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires dev.sevsim.crypto;

    exports dev.sevsim.amd;
}
