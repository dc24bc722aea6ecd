package dev.sevsim.host.process;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;

/** The address space of a user process. Access to an address that is not mapped throws. */
public interface UserMemory {
    /**
     * Whether the host maps that much in one piece. Linux refuses an obvious overcommit, a mapping larger than all of its
     * memory, with ENOMEM; the frames are taken when pages are touched. Source: docs/reference/kvm-host.md section 5.2.
     */
    boolean canMap(long bytes);

    /** Maps {@code bytes} of zeroed memory, rounded up to pages; throws where {@link #canMap} is false. */
    HostVirtual map(long bytes, FrameOrder order);

    /** Maps {@code bytes} of zeroed memory in one physical run where the host has one. */
    default HostVirtual map(long bytes) {
        return map(bytes, FrameOrder.CONTIGUOUS);
    }

    /** Removes the whole mapping that starts at {@code base}. */
    void unmap(HostVirtual base);

    /** Reads {@code length} bytes. */
    default Bytes read(HostVirtual address, int length) {
        byte[] target = new byte[length];
        read(address, target, 0, length);
        return Bytes.copyOf(target);
    }

    /** Reads {@code length} bytes into {@code target}, from {@code offset} on. */
    void read(HostVirtual address, byte[] target, int offset, int length);

    /** Writes all of {@code source}. */
    void write(HostVirtual address, Bytes source);

    /** Writes {@code length} bytes of {@code source}, from {@code offset} on. */
    void write(HostVirtual address, byte[] source, int offset, int length);

    /** Whether every byte of a range is mapped. */
    boolean isMapped(HostVirtual address, long lengthBytes);

    /** Whether a range has its frames already, in one physical run; the frames of others are taken when a page is touched. */
    boolean isReserved(HostVirtual address, long lengthBytes);
}
