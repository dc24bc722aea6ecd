/** Unmodified Linux programs on a simulated host: their system calls on its devices are answered by a machine. */
module dev.sevsim.bridge {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.machine;

    exports dev.sevsim.bridge;
}
