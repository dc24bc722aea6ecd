/**
 * The cryptographic primitives of SEV over the fields of certificates, sessions and packets.
 *
 * <p>The one module that calls Bouncy Castle. What is checked, in which order and with which answer is decided by the
 * firmware and by the guest owner, each by its own specification.
 */
module dev.sevsim.crypto {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires org.bouncycastle.provider;

    exports dev.sevsim.crypto;
}
