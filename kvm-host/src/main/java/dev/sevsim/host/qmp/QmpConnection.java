package dev.sevsim.host.qmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client's socket: cuts its input into messages, hands them to the machine's thread and keeps it within its limits. */
final class QmpConnection extends ChannelInboundHandlerAdapter implements JsonFramer.Sink {
    private final QmpMonitor monitor;
    private final QmpLimits limits;
    private final QmpJson json;
    private final JsonFramer framer;
    private final QmpSession session;
    private final AtomicInteger unanswered = new AtomicInteger();
    private @Nullable Channel channel;
    private @Nullable Future<?> deadline;

    QmpConnection(QmpMonitor monitor, QmpLimits limits, QmpJson json, QmpCommands commands) {
        this.monitor = monitor;
        this.limits = limits;
        this.json = json;
        this.framer = new JsonFramer(limits.messageBytes(), limits.depth(), this);
        this.session = new QmpSession(commands, this);
    }

    QmpSession session() {
        return session;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel opened = context.channel();
        opened.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(limits.unreadBytes() / 2, limits.unreadBytes()));
        channel = opened;
        if (!monitor.admit(this)) {
            var unused = context.close();
            return;
        }
        send(opened, greeting());
        var unused = after(context, () -> !session.isNegotiated() && unanswered.get() == 0);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        monitor.forget(this);
        stopWaiting();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                framer.accept(bytes.readUnsignedByte());
                if (!framer.midway()) {
                    stopWaiting();
                }
            }
        } finally {
            bytes.release();
        }
        if (framer.midway() && deadline == null) {
            deadline = after(context, framer::midway);
        }
        if (unanswered.get() >= limits.unansweredMessages()) {
            context.channel().config().setAutoRead(false);
            readOn(context.channel());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readOn(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }

    @Override
    public boolean complete(byte[] text) {
        try {
            JsonNode message = json.read(text);
            unanswered.incrementAndGet();
            monitor.post(machine -> session.handle(message, machine));
            return true;
        } catch (QmpException e) {
            refuse(e);
            return false;
        }
    }

    @Override
    public void broken(String why) {
        refuse(QmpJson.broken(why));
    }

    /** Sends the answer to a message. */
    void answer(ObjectNode reply) {
        Channel to = channel;
        unanswered.decrementAndGet();
        if (to != null) {
            send(to, reply);
            readOn(to);
        }
    }

    /** Sends an event; who does not read what it is sent is cut off. */
    void tell(ObjectNode event) {
        Channel to = channel;
        if (to == null) {
            return;
        }
        if (to.isWritable()) {
            send(to, event);
        } else {
            var unused = to.close();
        }
    }

    private void refuse(QmpException problem) {
        unanswered.incrementAndGet();
        monitor.post(machine -> session.refuse(problem));
    }

    private void send(Channel to, ObjectNode message) {
        var unused = to.writeAndFlush(Unpooled.wrappedBuffer(json.write(message)));
    }

    private void readOn(Channel from) {
        if (unanswered.get() < limits.unansweredMessages() && from.isWritable()) {
            from.config().setAutoRead(true);
        }
    }

    private static ObjectNode greeting() {
        ObjectNode greeting = QmpJson.object();
        ObjectNode content = greeting.putObject("QMP");
        content.set("version", QueryVersionCommand.version());
        content.putArray("capabilities");
        return greeting;
    }

    private Future<?> after(ChannelHandlerContext context, BooleanSupplier stalled) {
        return context.executor()
                .schedule(
                        () -> {
                            if (stalled.getAsBoolean()) {
                                var unused = context.close();
                            }
                        },
                        limits.stall().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void stopWaiting() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
