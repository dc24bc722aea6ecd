/**
 * The guest owner: decides whether a platform and a launch deserve the secrets.
 *
 * <p>Depends on the published formats and the frames of the bus, and on no other party.
 */
module dev.sevsim.owner {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;
    requires dev.sevsim.crypto;
    requires dev.sevsim.io;

    exports dev.sevsim.owner;
    exports dev.sevsim.owner.service;
}
