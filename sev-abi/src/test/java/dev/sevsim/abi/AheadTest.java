package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AheadTest {
    @Test
    void isDoneOnceWhoeverAsks() {
        AtomicInteger runs = new AtomicInteger();
        Ahead<Integer> ahead = Ahead.of(runs::incrementAndGet);
        assertThat(ahead.get()).isEqualTo(1);
        assertThat(ahead.get()).isEqualTo(1);
    }

    @Test
    void isDoneByTheCallerWhenEveryOtherThreadIsBusy() throws InterruptedException {
        int busy = ForkJoinPool.commonPool().getParallelism();
        CountDownLatch started = new CountDownLatch(busy);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < busy; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                started.countDown();
                await(end);
            });
        }
        try {
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Ahead.of(Thread::currentThread).get()).isSameAs(Thread.currentThread());
        } finally {
            end.countDown();
        }
    }

    @Test
    void throwsWhatTheWorkThrew() {
        IllegalArgumentException thrown = new IllegalArgumentException("as it was");
        Ahead<Object> unchecked = Ahead.of(() -> {
            throw thrown;
        });
        assertThatThrownBy(unchecked::get).isSameAs(thrown);
        AssertionError error = new AssertionError("an error");
        Ahead<Object> failed = Ahead.of(() -> {
            throw error;
        });
        assertThatThrownBy(failed::get).isSameAs(error);
        IOException checked = new IOException("checked");
        Ahead<Object> wrapped = Ahead.of(() -> {
            throw checked;
        });
        assertThatThrownBy(wrapped::get)
                .isInstanceOf(IllegalStateException.class)
                .hasCause(checked);
    }

    @Test
    void keepsAnInterruptForLater() {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Ahead<String> ahead = Ahead.of(() -> {
            begun.countDown();
            await(end);
            return "done";
        });
        await(begun);
        Thread.currentThread().interrupt();
        end.countDown();
        assertThat(ahead.get()).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
