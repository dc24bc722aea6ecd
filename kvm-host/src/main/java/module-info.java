/** The Linux host of a launch: the ccp driver behind /dev/sev, KVM, and a QEMU-like VMM. */
module dev.sevsim.host {
    requires static transitive org.jspecify;
    requires transitive dev.sevsim.abi;
    requires transitive dev.sevsim.bus;
    requires transitive dev.sevsim.io;
    requires io.netty.buffer;
    requires io.netty.common;
    requires transitive io.netty.transport;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.sevsim.host;
    exports dev.sevsim.host.libvirt;
    exports dev.sevsim.host.process;
    exports dev.sevsim.host.profile;
    exports dev.sevsim.host.qmp;
    exports dev.sevsim.host.vmm;
}
