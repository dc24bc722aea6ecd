/** What the tests of several modules share. It depends on no other module, so that those of sev-abi can use it too. */
module dev.sevsim.testkit {
    requires static transitive org.jspecify;

    exports dev.sevsim.testkit;
}
