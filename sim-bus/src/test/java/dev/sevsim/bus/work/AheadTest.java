package dev.sevsim.bus.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AheadTest {
    @AutoClose
    private final Workers workers = new PooledWorkers(1);

    @Test
    void isDoneOnce() {
        AtomicInteger runs = new AtomicInteger();
        Ahead<Integer> ahead = workers.start(runs::incrementAndGet);
        assertThat(ahead.get()).isEqualTo(1);
        assertThat(ahead.get()).isEqualTo(1);
    }

    @Test
    void isDoneByTheCallerWhenEveryOtherThreadIsBusy() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        workers.offer(() -> {
            started.countDown();
            await(end);
        });
        try {
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(workers.start(Thread::currentThread).get()).isSameAs(Thread.currentThread());
        } finally {
            end.countDown();
        }
    }

    @Test
    void throwsWhatTheWorkThrew() {
        IllegalArgumentException thrown = new IllegalArgumentException("as it was");
        Ahead<Object> unchecked = workers.start(() -> {
            throw thrown;
        });
        assertThatThrownBy(unchecked::get).isSameAs(thrown);
        AssertionError error = new AssertionError("an error");
        Ahead<Object> failed = workers.start(() -> {
            throw error;
        });
        assertThatThrownBy(failed::get).isSameAs(error);
        IOException checked = new IOException("checked");
        Ahead<Object> wrapped = workers.start(() -> {
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
        Ahead<String> ahead = workers.start(() -> {
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
