package dev.sevsim.host.process;

/** A user process of the host. */
public interface UserProcess {
    UserMemory memory();

    /** mmap of a descriptor, such as the shared pages of a vCPU; returns the address of the mapping or a negative errno. */
    long mmap(int fd);
}
