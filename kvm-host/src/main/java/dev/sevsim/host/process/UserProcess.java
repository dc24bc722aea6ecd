package dev.sevsim.host.process;

import dev.sevsim.abi.HostVirtual;

/** A user process of the host. */
public interface UserProcess {
    UserMemory memory();

    /** mmap of a descriptor, such as the shared pages of a vCPU; returns the address of the mapping. */
    HostVirtual map(int fd);
}
