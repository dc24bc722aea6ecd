package dev.sevsim.host.process;

/** Which kernel's interface and habits the host has. */
public enum KernelProfile {
    /** The patches of March 2017, second posting: SEV without init, other numbers and fewer commands. */
    RFC_V2,
    /** Linux 6.1 with its stable updates. */
    LINUX_6_1,
    /** Mainline of 2026: typed VMs, INIT2, debug commands rewritten. */
    NEWEST
}
