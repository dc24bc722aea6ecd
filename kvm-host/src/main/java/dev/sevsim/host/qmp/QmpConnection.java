package dev.sevsim.host.qmp;

import dev.sevsim.io.socket.ClientFlow;
import dev.sevsim.io.socket.FlowHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client's connection: splits its input into messages, passes them to the machine's thread and applies its limits. */
final class QmpConnection extends FlowHandler implements JsonFramer.Sink {
    private final QmpMonitor monitor;
    private final QmpJson json;
    private final JsonFramer framer;
    private final QmpSession session;
    private boolean begun;
    private @Nullable Channel channel;

    QmpConnection(QmpMonitor monitor, QmpLimits limits, QmpJson json, QmpCommands commands) {
        super(new ClientFlow(limits.unansweredMessages(), limits.unreadBytes(), limits.stall()));
        this.monitor = monitor;
        this.json = json;
        this.framer = new JsonFramer(limits.messageBytes(), limits.depth(), this);
        this.session = new QmpSession(commands, this::answer, monitor::observer);
    }

    QmpSession session() {
        return session;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel opened = context.channel();
        flow().opened(opened);
        channel = opened;
        if (!monitor.admit(this)) {
            var unused = context.close();
            return;
        }
        send(opened, greeting());
        flow().closeIf(context, () -> !session.isNegotiated() && flow().isIdle());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        monitor.forget(this);
        flow().complete();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (isHttp(context, bytes)) {
                var unused = context.close();
                return;
            }
            while (bytes.isReadable()) {
                framer.accept(bytes.readUnsignedByte());
                if (!framer.isMidway()) {
                    flow().complete();
                }
            }
        } finally {
            bytes.release();
        }
        if (framer.isMidway()) {
            flow().await(context, framer::isMidway);
        }
        flow().throttle(context.channel());
    }

    /**
     * Whether a TCP client begins with the name of an HTTP method: a page in a browser can send a request to any local port, and
     * lines of its body would be commands. No JSON begins with a capital letter.
     */
    private boolean isHttp(ChannelHandlerContext context, ByteBuf bytes) {
        boolean first = !begun && bytes.isReadable();
        begun |= first;
        return first
                && context.channel().localAddress() instanceof InetSocketAddress
                && Character.isUpperCase(bytes.getByte(bytes.readerIndex()));
    }

    @Override
    public boolean complete(byte[] text) {
        try {
            JsonNode message = json.read(text);
            flow().received();
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

    @Override
    public void exceeded(String limit) {
        refuse(QmpException.generic(limit));
    }

    /** Sends the answer to a message. */
    void answer(ObjectNode reply) {
        Channel to = channel;
        flow().answered();
        if (to != null) {
            send(to, reply);
            flow().resume(to);
        }
    }

    /** Sends an event; closes the connection of a client that leaves too much unread. */
    void sendEvent(ObjectNode event) {
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
        flow().received();
        monitor.post(machine -> session.refuse(problem));
    }

    private void send(Channel to, ObjectNode message) {
        var unused = to.writeAndFlush(Unpooled.wrappedBuffer(json.write(message)));
    }

    private static ObjectNode greeting() {
        ObjectNode greeting = QmpJson.object();
        ObjectNode content = greeting.putObject("QMP");
        content.set("version", QmpQueries.version());
        content.putArray("capabilities").add(QmpCapabilitiesCommand.OUT_OF_BAND);
        return greeting;
    }
}
