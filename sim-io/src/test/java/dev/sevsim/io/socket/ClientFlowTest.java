package dev.sevsim.io.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ClientFlowTest {
    private static final int MAX_UNANSWERED = 2;
    private static final int MAX_UNREAD_BYTES = 100;
    private static final long STALL_MILLIS = 5000;

    private final ClientFlow flow = new ClientFlow(MAX_UNANSWERED, MAX_UNREAD_BYTES, Duration.ofMillis(STALL_MILLIS));
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext context = channel.pipeline().lastContext();

    private void elapse(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void stopsReadingAtTheLimitAndResumesAfterAnAnswer() {
        flow.received();
        flow.throttle(channel);
        assertThat(channel.config().isAutoRead()).isTrue();
        flow.received();

        flow.throttle(channel);
        assertThat(channel.config().isAutoRead()).isFalse();
        flow.resume(channel);
        assertThat(channel.config().isAutoRead()).isFalse();
        flow.answered();
        flow.resume(channel);

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(flow.isIdle()).isFalse();
        flow.answered();
        assertThat(flow.isIdle()).isTrue();
    }

    @Test
    void limitsUnreadBytes() {
        flow.opened(channel);

        assertThat(channel.config().getWriteBufferHighWaterMark()).isEqualTo(100);
        assertThat(channel.config().getWriteBufferLowWaterMark()).isEqualTo(50);
    }

    @Test
    void closesAConnectionThatStalls() {
        channel.freezeTime();
        flow.await(context, () -> true);

        elapse(STALL_MILLIS - 1);
        assertThat(channel.isOpen()).isTrue();
        flow.await(context, () -> true);
        elapse(1);

        assertThat(channel.isOpen())
                .as("the second wait does not extend the first")
                .isFalse();
    }

    @Test
    void keepsAConnectionThatCompletesItsRequest() {
        channel.freezeTime();
        flow.await(context, () -> true);
        flow.complete();

        elapse(2 * STALL_MILLIS);

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void closesOnlyWhileTheConditionHolds() {
        channel.freezeTime();
        AtomicBoolean stalled = new AtomicBoolean();
        flow.closeIf(context, stalled::get);
        elapse(STALL_MILLIS);
        assertThat(channel.isOpen()).isTrue();

        stalled.set(true);
        flow.closeIf(context, stalled::get);
        flow.complete();
        elapse(STALL_MILLIS);

        assertThat(channel.isOpen()).isFalse();
    }
}
