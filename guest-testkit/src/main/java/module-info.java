/** Stand-ins for the machine under a guest. It is apart from sev-testkit since it depends on the bus. */
module dev.sevsim.testkit.guest {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;

    exports dev.sevsim.testkit.guest;
}
