package dev.sevsim.io.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Flow control of one client's connection: requests without an answer, unread answers, and the time to complete a
 * request.
 *
 * <p>Belongs to the connection's event loop, but for {@link #answered}.
 */
public final class ClientFlow {
    private final int maximumUnanswered;
    private final int maximumUnreadBytes;
    private final Duration stall;
    private final AtomicInteger unanswered = new AtomicInteger();
    private @Nullable Future<?> deadline;

    /**
     * Limits of a client.
     *
     * @param maximumUnanswered requests that wait for an answer before no more are read
     * @param maximumUnreadBytes bytes of answers that the client may leave unread before no more requests are read
     * @param stall how long an incomplete request may take
     */
    public ClientFlow(int maximumUnanswered, int maximumUnreadBytes, Duration stall) {
        this.maximumUnanswered = maximumUnanswered;
        this.maximumUnreadBytes = maximumUnreadBytes;
        this.stall = stall;
    }

    /** Applies the limit of unread bytes to a new connection: it is writable again at half of them. */
    public void opened(Channel channel) {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(maximumUnreadBytes / 2, maximumUnreadBytes));
    }

    /** Counts a request. */
    public void received() {
        unanswered.incrementAndGet();
    }

    /** Counts the answer to a request; from any thread. Call {@link #resume} when it is written. */
    public void answered() {
        unanswered.decrementAndGet();
    }

    /** Whether no request waits for its answer. */
    public boolean isIdle() {
        return unanswered.get() == 0;
    }

    /** Stops reading while the client is at its limit of unanswered requests. */
    public void throttle(Channel channel) {
        if (unanswered.get() >= maximumUnanswered) {
            channel.config().setAutoRead(false);
            // an answer may have been written in between
            resume(channel);
        }
    }

    /** Reads again when the client is within its limits; from any thread. */
    public void resume(Channel channel) {
        if (unanswered.get() < maximumUnanswered && channel.isWritable()) {
            channel.config().setAutoRead(true);
        }
    }

    /**
     * Closes the connection after the stall time if {@code stalled} is true then; no effect while such a wait is on.
     */
    public void await(ChannelHandlerContext context, BooleanSupplier stalled) {
        if (deadline == null) {
            deadline = schedule(context, stalled);
        }
    }

    /** Ends the wait: a request is complete, or the connection closed. */
    public void complete() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** As {@link #await}, but {@link #complete} does not end it. */
    public void closeIf(ChannelHandlerContext context, BooleanSupplier stalled) {
        var unused = schedule(context, stalled);
    }

    private Future<?> schedule(ChannelHandlerContext context, BooleanSupplier stalled) {
        return context.executor()
                .schedule(
                        () -> {
                            if (stalled.getAsBoolean()) {
                                var unused = context.close();
                            }
                        },
                        stall.toMillis(),
                        TimeUnit.MILLISECONDS);
    }
}
