package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LazyTest {
    @Test
    void computesItsValueOnceAndNotBeforeItIsNeeded() {
        AtomicInteger computed = new AtomicInteger();
        Lazy<Integer> lazy = new Lazy<>(computed::incrementAndGet);

        assertThat(computed).hasValue(0);
        assertThat(lazy.get()).isEqualTo(1);
        assertThat(lazy.get()).isEqualTo(1);
    }
}
