package dev.sevsim.bus.work;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Daemon threads, named {@code sevsim-worker-1} and so on, that start with the first tasks and end after a second without
 * one.
 */
final class PooledWorkers implements Workers {
    private static final int IDLE_SECONDS = 1;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    PooledWorkers(int count) {
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
        threads.allowCoreThreadTimeOut(true);
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void offer(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sevsim-worker-" + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
