package dev.sevsim.host.kernel;

import static dev.sevsim.host.kernel.ErrnoAssertions.fails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.testkit.guest.SparseMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 2.6. */
class UserBlobTest {
    private final SparseMemory dram = new SparseMemory(8 << 20);
    private final FrameAllocator frames = new FrameAllocator(dram, 0);
    private final KernelMemory kernel = new KernelMemory(frames, dram);
    private final HostProcess process = new HostProcess(
            new ProcessMemory(frames, dram),
            (path, mode) -> {
                throw new ErrnoException(Errno.ENOENT, "no devices");
            },
            Long.MAX_VALUE,
            Trace.NONE);

    @Test
    void copiesUpToSixteenKibibytes() {
        long user = process.memory().map(0x4000).value();
        process.copyOut(user + 0x3FFF, Bytes.of(7));

        try (KernelMemory.Buffer blob = UserBlob.copyIn(process, kernel, user, 0x4000)) {
            assertThat(blob.read(0x4000).from(0x3FFE)).isEqualTo(Bytes.of(0, 7));
        }
    }

    @ParameterizedTest(name = "{0}+{1} -> {2}")
    @CsvSource({"0, 4, EINVAL", "0x1000, 0, EINVAL", "0x1000, 0x4001, EINVAL", "0x1000, -1, EINVAL", "0x1000, 4, EFAULT"
    })
    void refusesEmptyLongAndUnmappedBlobs(String address, String length, Errno errno) {
        long before = frames.free();

        fails(errno, () -> UserBlob.copyIn(process, kernel, Long.decode(address), Integer.decode(length)));
        assertThat(frames.free()).isEqualTo(before);
    }
}
