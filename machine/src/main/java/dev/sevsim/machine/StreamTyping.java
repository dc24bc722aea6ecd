package dev.sevsim.machine;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Input typed at a stream, read ahead by a thread that ends with the program. */
final class StreamTyping {
    /** No input. */
    static final StreamTyping NONE = new StreamTyping();

    private static final int TYPED_AHEAD = 4096;

    private final BlockingQueue<Integer> typed = new ArrayBlockingQueue<>(TYPED_AHEAD);

    private StreamTyping() {}

    /** Reads {@code in} and calls {@code arrived} after each piece. */
    static StreamTyping of(InputStream in, Runnable arrived) {
        StreamTyping typing = new StreamTyping();
        Thread reader = new Thread(() -> typing.read(in, arrived), "sevsim-stdin");
        reader.setDaemon(true);
        reader.start();
        return typing;
    }

    boolean hasInput() {
        return !typed.isEmpty();
    }

    OptionalInt nextInput() {
        Integer next = typed.poll();
        return next == null ? OptionalInt.empty() : OptionalInt.of(next);
    }

    /** A stream that fails is treated as ended. */
    private void read(InputStream in, Runnable arrived) {
        byte[] piece = new byte[TYPED_AHEAD];
        try {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                for (int i = 0; i < length; i++) {
                    if (!typed.offer(piece[i] & 0xFF)) {
                        arrived.run();
                        typed.put(piece[i] & 0xFF);
                    }
                }
                arrived.run();
            }
        } catch (IOException e) {
            arrived.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
