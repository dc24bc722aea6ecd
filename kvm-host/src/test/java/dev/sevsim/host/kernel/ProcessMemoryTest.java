package dev.sevsim.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.host.process.FrameOrder;
import dev.sevsim.testkit.guest.SparseMemory;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    private static final long SIZE = 8L << 20;

    private final SparseMemory dram = new SparseMemory(SIZE);
    private final ProcessMemory memory = new ProcessMemory(new FrameAllocator(dram, 7), dram);

    @Test
    void touchesNothingWhenMapping() {
        HostVirtual base = memory.map(4 << 20);

        memory.write(base.plus(0x5678), Bytes.of(1, 2, 3));

        assertThat(dram.touchedPages()).isEqualTo(1);
        assertThat(memory.read(base.plus(0x5677), 5)).isEqualTo(Bytes.of(0, 1, 2, 3, 0));
    }

    @Test
    void faultsAcrossTheEndOfAMapping() {
        HostVirtual base = memory.map(0x1000);

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> memory.read(base.plus(0xFFF), 2))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EFAULT));
        assertThat(memory.isMapped(base, 0x1000)).isTrue();
        assertThat(memory.isMapped(base, 0x1001)).isFalse();
        assertThat(memory.isMapped(new HostVirtual(-16), 8)).isFalse();
    }

    @Test
    void readsAndWritesAcrossScatteredFrames() {
        HostVirtual base = memory.map(0x4000, FrameOrder.SCATTERED);
        Bytes content = Bytes.copyOf(new byte[0x2345]).paddedTo(0x2346).slice(1, 0x2346);

        memory.write(base.plus(0x801), Bytes.concat(Bytes.of(9), content, Bytes.of(8)));

        assertThat(memory.read(base.plus(0x801), 1)).isEqualTo(Bytes.of(9));
        assertThat(memory.read(base.plus(0x802 + content.length()), 1)).isEqualTo(Bytes.of(8));
        assertThat(memory.run(base, 0x4000)).isEqualTo(new PhysicalRun(memory.physical(base), 0x1000));
    }

    @Test
    void scattersTheSameWayUnderTheSameSeed() {
        assertThat(scatteredFrames(1)).isEqualTo(scatteredFrames(1)).isNotEqualTo(scatteredFrames(2));
        assertThat(scatteredFrames(1)).doesNotHaveDuplicates().allMatch(frame -> frame >= 256 && frame < 2048);
    }

    @Test
    void findsTouchedPagesOfARunAsRuns() {
        HostVirtual base = memory.map(0x20000);
        long frame = memory.physical(base.plus(0x3000));
        memory.write(base.plus(0x4000), Bytes.of(1));
        memory.write(base.plus(0x9000), Bytes.of(1));

        assertThat(memory.touched(base, 0x20000))
                .containsExactly(new PhysicalRun(frame, 0x2000), new PhysicalRun(frame + 0x6000, 0x1000));
        assertThat(memory.touched(base.plus(0x4000), 0x5000)).containsExactly(new PhysicalRun(frame + 0x1000, 0x1000));
        assertThat(memory.touched(base.plus(0xA000), 0x10000)).isEmpty();
        assertThat(dram.touchedPages()).isEqualTo(2);
    }

    @Test
    void findsTouchedPagesOfScatteredFramesOneByOne() {
        HostVirtual base = memory.map(0x4000, FrameOrder.SCATTERED);
        HostVirtual other = memory.map(0x2000);
        long second = memory.physical(base.plus(0x1000));
        long fourth = memory.physical(base.plus(0x3000));
        long far = memory.physical(other);

        assertThat(memory.touched(base, 0x4000))
                .containsExactly(new PhysicalRun(second, 0x1000), new PhysicalRun(fourth, 0x1000));
        assertThat(memory.touched(base, other.value() + 0x2000 - base.value()))
                .containsExactly(
                        new PhysicalRun(second, 0x1000), new PhysicalRun(fourth, 0x1000), new PhysicalRun(far, 0x1000));
    }

    private static List<Long> scatteredFrames(long seed) {
        FrameAllocator frames = new FrameAllocator(new SparseMemory(8 << 20), seed);
        return LongStream.range(0, 500)
                .mapToObj(n -> frames.scattered().orElseThrow())
                .toList();
    }

    @Test
    void neverUsesMemoryBelowOneMebibyte() {
        FrameAllocator frames = new FrameAllocator(dram, 0);

        assertThat(frames.lowest(1)).hasValue(256);
        assertThat(frames.highest(1, 1)).hasValue(2047);
        assertThat(frames.highest(256, 256)).hasValue(1536);
        assertThat(frames.lowest(2048)).isEmpty();
    }

    @Test
    void zeroesPagesForTheNextOwner() {
        HostVirtual first = memory.map(0x2000);
        memory.write(first, Bytes.of(0xAA, 0xBB));
        long frame = memory.physical(first);
        memory.unmap(first);

        HostVirtual second = memory.map(0x2000);

        assertThat(memory.physical(second)).isEqualTo(frame);
        assertThat(memory.read(second, 2)).isEqualTo(Bytes.zeros(2));
    }

    @Test
    void refusesAnObviousOvercommitWithEnomem() {
        assertThat(memory.canMap(SIZE)).isTrue();
        assertThat(memory.canMap(SIZE + 1)).isFalse();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> memory.map(SIZE + 1))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOMEM));
    }

    @Test
    void runsOutOfFramesWithEnomem() {
        HostVirtual base = memory.map(SIZE);

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> LongStream.range(0, SIZE >> 12).forEach(n -> memory.physical(base.plus(n << 12))))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENOMEM));
    }
}
