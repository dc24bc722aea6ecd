package dev.sevsim.host.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.FrameAllocator;
import dev.sevsim.host.kernel.PhysicalRun;
import dev.sevsim.testkit.guest.SparseMemory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ProgramMemoryTest {
    private static final HostVirtual BASE = new HostVirtual(FakeCaller.BASE);

    private final SparseMemory dram = new SparseMemory(16 << 20);
    private final FrameAllocator frames = new FrameAllocator(dram, 0);
    private final FakeCaller program = new FakeCaller(0x5000);
    private final ProgramMemory memory = new ProgramMemory(program, frames, dram);

    private static void failsWithEfault(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EFAULT));
    }

    private Bytes dram(long physical, int length) {
        return dram.read(new SystemPhysical(physical), length);
    }

    @Test
    void copiesBuffersWithoutFrames() {
        long free = frames.free();
        memory.beginCall();

        memory.write(BASE.plus(0xFFE), Bytes.of(1, 2, 3));

        assertThat(memory.read(BASE.plus(0xFFE), 3)).isEqualTo(Bytes.of(1, 2, 3));
        assertThat(program.memory[0x1000]).isEqualTo((byte) 3);
        assertThat(frames.free()).isEqualTo(free);
        failsWithEfault(() -> memory.read(BASE.plus(0x4FFF), 2));
        failsWithEfault(() -> memory.write(new HostVirtual(0), Bytes.of(1)));
        assertThat(memory.isMapped(BASE, 0x5000)).isTrue();
        assertThat(memory.isMapped(BASE, 0x5001)).isFalse();
    }

    @Test
    void importsAPageAndWritesItsChangesBack() {
        program.memory[0x1010] = 7;
        memory.beginCall();
        long physical = memory.physical(BASE.plus(0x1010));
        assertThat(dram(physical, 1)).isEqualTo(Bytes.of(7));
        dram.write(new SystemPhysical(physical), Bytes.of(9));
        assertThat(memory.read(BASE.plus(0x100F), 3)).as("in the same call").isEqualTo(Bytes.of(0, 9, 0));
        assertThat(program.memory[0x1010]).isEqualTo((byte) 7);

        memory.endCall();

        assertThat(program.memory[0x1010]).isEqualTo((byte) 9);
        assertThat(memory.touched(BASE, 0x5000)).containsExactly(new PhysicalRun(physical & -Page.SIZE, Page.SIZE));
    }

    @Test
    void readsAPageAgainWhenTheProgramHasWrittenIt() {
        memory.beginCall();
        long physical = memory.physical(BASE);
        memory.endCall();
        program.memory[5] = 1;
        memory.beginCall();

        assertThat(memory.physical(BASE)).isEqualTo(physical);
        assertThat(dram(physical + 5, 1)).isEqualTo(Bytes.of(1));

        program.accesses.clear();
        memory.endCall();
        assertThat(program.accesses).as("nothing has changed").isEmpty();
    }

    @Test
    void keepsWritesOfTheKernelToAnImportedPage() {
        memory.beginCall();
        long physical = memory.physical(BASE);
        memory.write(BASE.plus(0x20), Bytes.of(4, 5));
        assertThat(dram(physical + 0x20, 2)).isEqualTo(Bytes.of(4, 5));

        memory.endCall();

        assertThat(program.memory[0x21]).isEqualTo((byte) 5);
    }

    @Test
    void givesNeighboursNeighbouringFrames() {
        memory.beginCall();

        PhysicalRun run = memory.run(BASE.plus(0x800), 0x3000);

        assertThat(run.length()).isEqualTo(0x3000);
        assertThat(program.accesses).containsExactly("read 0+1000", "read 1000+3000");
        assertThat(memory.run(BASE.plus(0x4000), 0x2000).length())
                .as("up to the end of the mapping")
                .isEqualTo(0x1000);
        failsWithEfault(() -> memory.physical(BASE.plus(0x5000)));
    }

    @Test
    void pullsEveryImportedPageForAGuest() {
        memory.beginCall();
        long physical = memory.physical(BASE.plus(0x2000));
        memory.endCall();
        program.memory[0x2000] = 3;
        memory.beginCall();

        memory.pullAll();

        assertThat(dram(physical, 1)).isEqualTo(Bytes.of(3));
    }

    @Test
    void pullsAroundPagesThatTheProgramHasUnmapped() {
        memory.beginCall();
        PhysicalRun run = memory.run(BASE, 0x5000);
        memory.endCall();
        program.memory[0] = 1;
        program.memory[0x4000] = 2;
        program.unmapped = FakeCaller.BASE + 0x2000;
        memory.beginCall();

        memory.pullAll();

        assertThat(dram(run.address(), 1)).isEqualTo(Bytes.of(1));
        assertThat(dram(run.address() + 0x4000, 1)).isEqualTo(Bytes.of(2));
        failsWithEfault(() -> memory.physical(BASE.plus(0x2000)));
    }

    @Test
    void releasesItsFramesAtTheEnd() {
        long free = frames.free();
        memory.beginCall();
        long unused = memory.physical(BASE);
        assertThat(frames.free()).isLessThan(free);

        memory.release();

        assertThat(frames.free()).isEqualTo(free);
    }

    @Test
    void leavesMappingToTheProgram() {
        assertThat(memory.canMap(1)).isFalse();
        assertThatThrownBy(() -> memory.map(0x1000)).isInstanceOf(ErrnoException.class);
        assertThatThrownBy(() -> memory.unmap(BASE)).isInstanceOf(ErrnoException.class);
        assertThat(memory.isReserved(BASE, 1)).isFalse();
    }
}
