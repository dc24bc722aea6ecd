package dev.sevsim.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FrameSetTest {
    private final FrameSet frames = new FrameSet();

    private List<Long> removed(long first, long count) {
        List<Long> removed = new ArrayList<>();
        frames.remove(first, count, removed::add);
        return removed;
    }

    @Test
    void removesEachMemberOnce() {
        frames.add(10, 3);

        assertThat(removed(0, 11)).containsExactly(10L);
        assertThat(removed(0, 100)).containsExactly(11L, 12L);
        assertThat(removed(0, 100)).isEmpty();
    }

    /** Frame numbers of 8 TiB do not fit into an int. */
    @Test
    void holdsFramesOfTheLargestHost() {
        long end = (8L << 40) / 4096;
        frames.add(end - 2, 2);
        frames.add(0x8000 - 1, 2);

        assertThat(removed(0, end)).containsExactly(0x7FFFL, 0x8000L, end - 2, end - 1);
    }

    @Test
    void isASetOfFrames() {
        Random random = new Random(1);
        TreeSet<Long> expected = new TreeSet<>();
        for (int round = 0; round < 500; round++) {
            long first = random.nextInt(200_000);
            long count = random.nextInt(70_000);
            if (random.nextBoolean()) {
                frames.add(first, count);
                for (long frame = first; frame < first + count; frame++) {
                    expected.add(frame);
                }
            } else {
                List<Long> members = new ArrayList<>(expected.subSet(first, first + count));
                assertThat(removed(first, count)).isEqualTo(members);
                members.forEach(expected::remove);
            }
        }
    }
}
