package dev.sevsim.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.testkit.guest.SparseMemory;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FrameAllocatorTest {
    private static final int FIRST = 256;
    private static final int END = 512;

    private final SparseMemory dram = new SparseMemory(2 << 20);
    private final FrameAllocator frames = new FrameAllocator(dram, 0);

    @Test
    void leavesTheFirstMebibyteAlone() {
        assertThat(frames.total()).isEqualTo(END);
        assertThat(frames.free()).isEqualTo(END - FIRST);
        assertThat(frames.lowest(1)).hasValue(FIRST);
    }

    @Test
    void servesProcessesFromBelowAndTheKernelFromAbove() {
        assertThat(frames.lowest(4)).hasValue(FIRST);
        assertThat(frames.highest(3, 1)).hasValue(END - 3);
        assertThat(frames.highest(3, 16)).as("aligned").hasValue(END - 16);
        assertThat(frames.lowest(4)).hasValue(FIRST + 4);
    }

    @Test
    void joinsReleasedRunsWithTheirNeighbours() {
        long first = frames.lowest(100).orElseThrow();
        long second = frames.lowest(100).orElseThrow();
        long third = frames.lowest(56).orElseThrow();
        assertThat(frames.lowest(1)).isEmpty();

        frames.release(first, 100);
        frames.release(third, 56);
        assertThat(frames.lowest(101)).isEmpty();
        frames.release(second, 100);

        assertThat(frames.lowest(256)).hasValue(FIRST);
    }

    @Test
    void hasNoRunLongerThanItsMemory() {
        assertThat(frames.lowest(257)).isEqualTo(OptionalLong.empty());
        assertThat(frames.highest(257, 1)).isEmpty();
        assertThat(frames.highest(256, 512)).isEmpty();
        assertThat(frames.free()).isEqualTo(256);
    }

    @Test
    void zeroesAFrameThatWasInUse() {
        long frame = frames.lowest(1).orElseThrow();
        SystemPhysical address = new SystemPhysical(frame * 4096 + 77);
        dram.write(address, Bytes.of(1));
        frames.release(frame, 1);

        assertThat(frames.lowest(1)).hasValue(frame);
        assertThat(dram.read(address, 1)).isEqualTo(Bytes.of(0));
    }

    @Test
    void scattersUntilNoFrameIsLeft() {
        for (int i = 0; i < 256; i++) {
            assertThat(frames.scattered().orElseThrow()).isBetween((long) FIRST, END - 1L);
        }

        assertThat(frames.scattered()).isEmpty();
        assertThat(frames.free()).isZero();
    }
}
