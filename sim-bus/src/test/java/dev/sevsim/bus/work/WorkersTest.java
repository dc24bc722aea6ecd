package dev.sevsim.bus.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class WorkersTest {
    static Stream<Workers> implementations() {
        return Stream.of(Workers.direct(), Workers.shared(), Workers.pooled(), new PooledWorkers(4));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void givesResultsInTheOrderOfTheTasks(Workers workers) {
        List<Callable<Integer>> tasks = IntStream.range(0, 200)
                .<Callable<Integer>>mapToObj(i -> () -> i)
                .toList();

        try (workers) {
            assertThat(workers.all(tasks))
                    .isEqualTo(IntStream.range(0, 200).boxed().toList());
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void findsTheFirstOfSeveral(Workers workers) {
        List<Supplier<Optional<Integer>>> searches = IntStream.range(0, 200)
                .<Supplier<Optional<Integer>>>mapToObj(i -> () -> i % 50 == 49 ? Optional.of(i) : Optional.empty())
                .toList();

        try (workers) {
            assertThat(workers.first(searches)).contains(49);
            assertThat(workers.first(searches.subList(0, 49))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void throwsWhatTheFirstFailedTaskThrew(Workers workers) {
        List<Callable<Integer>> tasks = List.of(() -> 1, () -> fail("second"), () -> fail("third"));

        try (workers) {
            assertThatThrownBy(() -> workers.all(tasks))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("second");
        }
    }

    @Test
    void directWorkersLeaveOutSearchesAfterTheFirstThatFinds() {
        AtomicInteger searched = new AtomicInteger();
        Supplier<Optional<String>> search = () -> Optional.of("found " + searched.incrementAndGet());

        assertThat(Workers.direct().first(List.of(search, search, search))).contains("found 1");
        assertThat(searched).hasValue(1);
    }

    @Test
    void directWorkersRunTheTaskWhenItsResultIsTaken() {
        AtomicInteger runs = new AtomicInteger();
        Ahead<Integer> ahead = Workers.direct().start(runs::incrementAndGet);

        assertThat(runs).hasValue(0);
        assertThat(ahead.get()).isEqualTo(1);
    }

    @Test
    void pooledWorkersRunATaskOnANamedDaemonThread() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Thread[] seen = new Thread[1];
        try (Workers workers = new PooledWorkers(1)) {
            workers.offer(() -> {
                seen[0] = Thread.currentThread();
                ran.countDown();
            });
            assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(seen[0].isDaemon()).isTrue();
        assertThat(seen[0].getName()).isEqualTo("sevsim-worker-1");
        seen[0].join(30_000);
        assertThat(seen[0].isAlive()).isFalse();
    }

    @Test
    void closedWorkersIgnoreOffersAndCallersDoTheWork() {
        Workers workers = new PooledWorkers(1);
        workers.close();

        workers.offer(() -> {
            throw new AssertionError("must not run");
        });

        assertThat(workers.start(Thread::currentThread).get()).isSameAs(Thread.currentThread());
    }

    @Test
    void sharedWorkersStayOpen() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Workers.shared().close();

        Workers.shared().offer(ran::countDown);

        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static int fail(String message) {
        throw new IllegalArgumentException(message);
    }
}
