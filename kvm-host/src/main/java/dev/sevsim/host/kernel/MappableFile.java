package dev.sevsim.host.kernel;

/** A file with pages that a process can map. */
public interface MappableFile extends OpenFile {
    /** The kernel pages behind the mapping. */
    KernelMemory.Buffer pages();

    /** Bytes of the mapping. */
    long mappableBytes();

    /** Whether this is a vCPU that cannot run before another one sends it an interrupt. */
    boolean isIdle();
}
