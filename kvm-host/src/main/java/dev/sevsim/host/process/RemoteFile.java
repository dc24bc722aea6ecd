package dev.sevsim.host.process;

/**
 * A file of the simulated host that a program gets a descriptor for.
 *
 * @param number of the file, unique among the programs that inherit descriptors from each other; from 1
 * @param linkName what {@code readlink} of its descriptor in {@code /proc} shows, such as {@code anon_inode:kvm-vm}
 * @param mappableBytes bytes that mmap can map; 0 for a file without pages
 */
public record RemoteFile(long number, String linkName, int mappableBytes) {}
