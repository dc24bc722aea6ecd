package dev.sevsim.host.vmm;

/** Whether a kernel given to the VMM is measured: the {@code kernel-hashes} property. */
public enum KernelHashing {
    ON,
    OFF
}
