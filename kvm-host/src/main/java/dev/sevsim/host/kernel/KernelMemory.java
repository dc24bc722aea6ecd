package dev.sevsim.host.kernel;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.memory.MemoryPort;

/**
 * Contiguous buffers of the kernel: command page, trusted region, copies of user blobs.
 *
 * @param frames from which the buffers are allocated
 * @param port the host's port to all of memory
 */
public record KernelMemory(FrameAllocator frames, MemoryPort port) {
    private static final long MOST_FOR_USERS = 4L << 20;

    /** A zeroed buffer; closing it releases its pages. */
    public Buffer allocate(long lengthBytes) {
        return allocate(lengthBytes, Page.SIZE);
    }

    /** A zeroed buffer whose length user space chose; ENOMEM above 4 MiB, the limit of the kernel's allocator. */
    public Buffer allocateBounded(long lengthBytes) {
        if (lengthBytes > MOST_FOR_USERS) {
            throw new ErrnoException(Errno.ENOMEM, "a buffer of " + lengthBytes + " bytes");
        }
        return allocate(lengthBytes);
    }

    /** A zeroed buffer whose address is a multiple of {@code alignmentBytes}. */
    public Buffer allocate(long lengthBytes, long alignmentBytes) {
        long count = Math.max(1, (lengthBytes + Page.SIZE - 1) / Page.SIZE);
        long first = frames.highest(count, alignmentBytes / Page.SIZE)
                .orElseThrow(() -> new ErrnoException(Errno.ENOMEM, "no " + count + " contiguous free frames"));
        return new Buffer(this, first, count);
    }

    /** A buffer holding {@code content}. */
    public Buffer copyOf(Bytes content) {
        Buffer buffer = allocate(content.length());
        buffer.write(content);
        return buffer;
    }

    /**
     * Contiguous pages of the kernel.
     *
     * @param memory they belong to
     * @param first number of the first frame
     * @param count of frames
     */
    public record Buffer(KernelMemory memory, long first, long count) implements AutoCloseable {
        public SystemPhysical address() {
            return new SystemPhysical(first * Page.SIZE);
        }

        /** The first {@code length} bytes. */
        public Bytes read(int length) {
            return memory.port.read(address(), length);
        }

        /** Overwrites from the start. */
        public void write(Bytes content) {
            memory.port.write(address(), content);
        }

        /** Overwrites from an offset on. */
        public void write(int offset, Bytes content) {
            memory.port.write(new SystemPhysical(address().value() + offset), content);
        }

        @Override
        public void close() {
            memory.frames.release(first, count);
        }
    }
}
