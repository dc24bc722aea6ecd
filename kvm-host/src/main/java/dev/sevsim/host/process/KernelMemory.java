package dev.sevsim.host.process;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.bus.memory.MemoryPort;

/** The kernel's own contiguous buffers: command page, trusted region, copies of user blobs. */
public final class KernelMemory {
    private final FrameAllocator frames;
    private final MemoryPort port;

    /** Buffers out of {@code frames}, reached through the host's port. */
    public KernelMemory(FrameAllocator frames, MemoryPort port) {
        this.frames = frames;
        this.port = port;
    }

    /** The raw view of all memory. */
    public MemoryPort port() {
        return port;
    }

    /** A zeroed buffer; close it to give its pages back. */
    public Buffer allocate(long lengthBytes) {
        return allocate(lengthBytes, MemoryPort.PAGE_SIZE);
    }

    /** A zeroed buffer whose address is a multiple of {@code alignmentBytes}. */
    public Buffer allocate(long lengthBytes, long alignmentBytes) {
        long count = Math.max(1, (lengthBytes + MemoryPort.PAGE_SIZE - 1) / MemoryPort.PAGE_SIZE);
        long first = frames.highest(count, alignmentBytes / MemoryPort.PAGE_SIZE)
                .orElseThrow(() -> new ErrnoException(Errno.ENOMEM, "no " + count + " contiguous free frames"));
        return new Buffer(first, count);
    }

    /** A buffer holding {@code content}. */
    public Buffer copyOf(Bytes content) {
        Buffer buffer = allocate(content.length());
        buffer.write(content);
        return buffer;
    }

    /** Contiguous pages of the kernel. */
    public final class Buffer implements AutoCloseable {
        private final long first;
        private final long count;
        private boolean dirty;

        private Buffer(long first, long count) {
            this.first = first;
            this.count = count;
        }

        public SystemPhysical address() {
            return new SystemPhysical(first * MemoryPort.PAGE_SIZE);
        }

        /** The first {@code length} bytes. */
        public Bytes read(int length) {
            return port.read(address(), length);
        }

        /** Overwrites from the start. */
        public void write(Bytes content) {
            dirty = true;
            port.write(address(), content);
        }

        /** Tells that the Secure Processor writes here, so that the pages are wiped before anybody gets them. */
        public Buffer writtenByFirmware() {
            dirty = true;
            return this;
        }

        @Override
        public void close() {
            if (dirty) {
                byte[] zeros = new byte[MemoryPort.PAGE_SIZE];
                for (long frame = first; frame < first + count; frame++) {
                    port.write(frame * MemoryPort.PAGE_SIZE, zeros, 0, zeros.length);
                }
            }
            frames.release(first, count);
        }
    }
}
