package dev.sevsim.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.kernel.machine.KernelCpu;
import dev.sevsim.kernel.memory.BounceBuffers.Direction;
import dev.sevsim.kernel.memory.BounceBuffers.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DMA in a guest whose memory the device cannot decrypt; the device reads and writes DRAM. */
class BounceBuffersTest {
    private static final long POOL = 0x400000;
    private static final long BUFFER = 0x300800;
    private static final Bytes TEXT = Bytes.ofAscii("sent to the device");
    private static final Bytes ANSWER = Bytes.ofAscii("answer of the dev.");

    private final KernelCpu cpu = new KernelCpu();
    private final PageTables tables = new PageTables(cpu, 0x100000, 8, 1L << 51);
    private final MappedMemory memory = new MappedMemory(cpu, tables);
    private final BounceBuffers bounce = new BounceBuffers(memory, POOL, 0x200000);

    @BeforeEach
    void sharePool() {
        tables.build();
        tables.change(POOL, 512, Encryption.PLAIN);
    }

    @Test
    void isNeededSinceADeviceMeetsGarbageInAPrivatePage() {
        memory.write(BUFFER, TEXT);
        assertThat(cpu.hostView(BUFFER, TEXT.length())).isNotEqualTo(TEXT);

        cpu.hostWrite(BUFFER, ANSWER);

        assertThat(memory.read(BUFFER, ANSWER.length())).isNotEqualTo(ANSWER);
    }

    @Test
    void showsTheDeviceWhatTheDriverWrote() {
        memory.write(BUFFER, TEXT);

        Mapping mapping = bounce.map(BUFFER, TEXT.length(), Direction.TO_DEVICE).orElseThrow();

        assertThat(mapping.deviceAddress()).isBetween(POOL, POOL + 0x200000 - 1);
        assertThat(cpu.hostView(mapping.deviceAddress(), TEXT.length())).isEqualTo(TEXT);
        cpu.hostWrite(mapping.deviceAddress(), ANSWER);
        bounce.unmap(mapping);
        assertThat(memory.read(BUFFER, TEXT.length())).as("nothing comes back").isEqualTo(TEXT);
    }

    @Test
    void bringsBackWhatTheDeviceWroteAndNothingElse() {
        memory.write(BUFFER, TEXT);
        Mapping mapping =
                bounce.map(BUFFER, TEXT.length(), Direction.FROM_DEVICE).orElseThrow();

        cpu.hostWrite(mapping.deviceAddress(), ANSWER.slice(0, 6));
        bounce.unmap(mapping);

        assertThat(memory.read(BUFFER, TEXT.length()))
                .isEqualTo(Bytes.concat(ANSWER.slice(0, 6), TEXT.slice(6, TEXT.length())));
    }

    /** docs/reference/guest-kernel.md section 10: slots of 2 KiB, segments of 128. */
    @Test
    void givesSlotsWithinOneSegment() {
        Mapping most = bounce.map(BUFFER, 100 * 2048, Direction.TO_DEVICE).orElseThrow();
        Mapping next = bounce.map(BUFFER, 29 * 2048, Direction.TO_DEVICE).orElseThrow();
        Mapping small = bounce.map(BUFFER, 1, Direction.TO_DEVICE).orElseThrow();

        assertThat(most.deviceAddress()).isEqualTo(POOL);
        assertThat(next.deviceAddress()).isEqualTo(POOL + 128 * 2048);
        assertThat(small.deviceAddress()).isEqualTo(POOL + 100 * 2048);
        assertThat(bounce.map(BUFFER, 128 * 2048 + 1, Direction.TO_DEVICE)).isEmpty();
        assertThat(bounce.map(BUFFER, 0, Direction.TO_DEVICE)).isEmpty();
    }

    @Test
    void isFullAtSomePointAndTakesSlotsBack() {
        List<Mapping> mappings = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            mappings.add(bounce.map(BUFFER, 128 * 2048, Direction.TO_DEVICE).orElseThrow());
        }
        assertThat(bounce.map(BUFFER, 1, Direction.TO_DEVICE)).isEmpty();

        bounce.unmap(mappings.get(5));

        assertThat(bounce.map(BUFFER, 1, Direction.TO_DEVICE).orElseThrow().deviceAddress())
                .isEqualTo(mappings.get(5).deviceAddress());
    }
}
