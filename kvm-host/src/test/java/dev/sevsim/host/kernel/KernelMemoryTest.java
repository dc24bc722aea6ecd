package dev.sevsim.host.kernel;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.testkit.guest.SparseMemory;
import org.junit.jupiter.api.Test;

class KernelMemoryTest {
    private final SparseMemory dram = new SparseMemory(8 << 20);
    private final FrameAllocator frames = new FrameAllocator(dram, 0);
    private final KernelMemory memory = new KernelMemory(frames, dram);

    @Test
    void roundsUpToPagesAndReleasesThem() {
        long before = frames.free();
        try (KernelMemory.Buffer buffer = memory.allocate(4097)) {
            assertThat(frames.free()).isEqualTo(before - 2);
            assertThat(buffer.read(4097)).isEqualTo(Bytes.zeros(4097));
        }

        assertThat(frames.free()).isEqualTo(before);
        try (KernelMemory.Buffer empty = memory.allocate(0)) {
            assertThat(empty.address().value()).isNotZero();
            assertThat(frames.free()).isEqualTo(before - 1);
        }
    }

    @Test
    void alignsABuffer() {
        try (KernelMemory.Buffer buffer = memory.allocate(1 << 20, 1 << 20)) {
            assertThat(buffer.address().value() % (1 << 20)).isZero();
        }
    }

    @Test
    void writesAtAnOffset() {
        try (KernelMemory.Buffer buffer = memory.copyOf(Bytes.of(1, 2, 3, 4))) {
            buffer.write(1, Bytes.of(9, 9));

            assertThat(buffer.read(5)).isEqualTo(Bytes.of(1, 9, 9, 4, 0));
        }
    }

    @Test
    void failsWithEnomemAboveFourMebibytesAndWithoutFrames() {
        memory.allocateBounded(4 << 20).close();
        fails(Errno.ENOMEM, () -> memory.allocateBounded((4 << 20) + 1));
        fails(Errno.ENOMEM, () -> memory.allocateBounded(0xFFFF_FFFFL));
        fails(Errno.ENOMEM, () -> memory.allocate(8 << 20));
    }
}
