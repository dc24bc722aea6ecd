package dev.sevsim.bus.work;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for results on threads that have nothing to do on an interrupt. */
public final class Uninterrupted {
    private Uninterrupted() {}

    /**
     * Waits for a result; an interrupt is restored before the return.
     *
     * @throws ExecutionException when the work ended with an exception
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    public static <T> T get(Future<T> result) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
