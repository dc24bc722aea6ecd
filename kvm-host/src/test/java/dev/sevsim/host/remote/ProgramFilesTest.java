package dev.sevsim.host.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Errno;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.FrameAllocator;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.kernel.ReleasedFile;
import dev.sevsim.host.process.RemoteFile;
import dev.sevsim.host.process.RemoteGroup.Opening;
import dev.sevsim.testkit.guest.SparseMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramFilesTest {
    private final SparseMemory dram = new SparseMemory(8 << 20);
    private final List<String> released = new ArrayList<>();
    private final FakeCaller program = new FakeCaller(0x1000);
    private final ProgramGroup group = new ProgramGroup(caller -> new ProgramProcess.Parts(
            new FrameAllocator(dram, 0),
            dram,
            (path, mode) -> {
                throw new ErrnoException(Errno.ENOENT, "no device");
            },
            0,
            Trace.NONE));
    private final ProgramProcess process = (ProgramProcess) group.attach(program);
    private final ProgramFiles files = new ProgramFiles(process, group, program);

    private OpenFile file(String name) {
        return new ReleasedFile(name, released);
    }

    @Test
    void takesTheNumberOfTheProgramsKernel() {
        program.answerToInstall = 42;

        assertThat(files.install(file("a"))).isEqualTo(42);

        assertThat(program.installed).containsExactly(new RemoteFile(1, "a", 0));
        assertThat(group.opening(1)).contains(new Opening(process, 42));
    }

    @Test
    void failsWithTheErrnoOfTheProgramsKernel() {
        program.answerToInstall = -Errno.EMFILE.code();

        assertThatThrownBy(() -> files.install(file("a")))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EMFILE));
        assertThat(group.numbers()).isEmpty();
        assertThat(released).as("left to the caller").isEmpty();
    }

    @Test
    void findsFilesByTheProgramsDescriptors() {
        OpenFile first = file("a");
        program.answerToInstall = 3;
        files.install(first);
        program.descriptors.put(7, 1L);
        program.descriptors.put(8, 99L);

        assertThat(files.find(7)).as("a copy").contains(first);
        assertThat(files.find(8)).as("a number of no file").isEmpty();
        assertThat(files.find(3)).as("closed by the program").isEmpty();
        files.name(3, 1);
        assertThat(files.find(3)).contains(first);
    }

    @Test
    void releasesAFileOnce() {
        files.install(file("a"));
        files.name(0, 1);

        files.close(0);

        assertThat(released).containsExactly("a");
        assertThatThrownBy(() -> files.close(0)).isInstanceOf(ErrnoException.class);
        assertThatThrownBy(() -> files.close(5)).isInstanceOf(ErrnoException.class);
    }

    @Test
    void releasesAllFilesFromTheNewestOn() {
        files.install(file("a"));
        files.install(file("b"));

        files.closeAll();
        files.closeAll();

        assertThat(released).containsExactly("b", "a");
    }
}
