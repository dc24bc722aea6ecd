package dev.sevsim.bus.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheControlTest {
    @Test
    void writesBackOnEveryCoreOnce() {
        List<Integer> cores = new ArrayList<>();
        CacheControl control = new CacheControl() {
            @Override
            public int cores() {
                return 3;
            }

            @Override
            public void writeBackInvalidate(int core) {
                cores.add(core);
            }

            @Override
            public void flush(long address, long lengthBytes) {
                throw new AssertionError("no range is flushed");
            }
        };

        control.writeBackInvalidateAll();

        assertThat(cores).containsExactly(0, 1, 2);
    }
}
