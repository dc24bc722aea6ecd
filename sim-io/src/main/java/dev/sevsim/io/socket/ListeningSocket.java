package dev.sevsim.io.socket;

import dev.sevsim.io.file.FileProblem;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A listening socket with a thread of its own; closing it ends its connections and removes its file. */
public final class ListeningSocket implements AutoCloseable {
    private static final int READ_BYTES = 4096;
    private static final long LINGER_MILLIS = 2000;

    private final MultiThreadIoEventLoopGroup loop;
    private final Channel channel;
    private final ChannelGroup connections;
    private final Optional<Path> path;

    private ListeningSocket(
            MultiThreadIoEventLoopGroup loop, Channel channel, ChannelGroup connections, Optional<Path> path) {
        this.loop = loop;
        this.channel = channel;
        this.connections = connections;
        this.path = path;
    }

    /**
     * Listens; each connection gets a handler of its own.
     *
     * @throws ListenException when the address cannot be bound
     */
    public static ListeningSocket open(ListenAddress address, Supplier<? extends ChannelHandler> handlers) {
        address.path().ifPresent(ListeningSocket::requireFree);
        MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("sevsim-socket", true), NioIoHandler.newFactory());
        ChannelGroup connections = new DefaultChannelGroup(loop.next());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(address.path().isPresent() ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connections.add(connection);
                        connection.pipeline().addLast(handlers.get());
                    }
                });
        try {
            Channel bound = address.path().isPresent()
                    ? PrivateSocket.bind(address.path().get(), bootstrap)
                    : bound(bootstrap.bind(address.address()));
            return new ListeningSocket(loop, bound, connections, address.path());
        } catch (IOException e) {
            var unused = loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
            throw new ListenException(
                    "cannot listen on " + ListenAddress.describe(address.address()) + ": " + FileProblem.reason(e), e);
        }
    }

    /** The channel of a socket that is bound. */
    static Channel bound(ChannelFuture binding) throws IOException {
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            Throwable cause = binding.cause();
            throw cause instanceof IOException io ? io : new IOException(reason(cause), cause);
        }
        return binding.channel();
    }

    /** The bound address, with the port. */
    public String address() {
        return path.map(file -> "unix:" + file)
                .orElseGet(() -> ListenAddress.describe(Objects.requireNonNull(channel.localAddress())));
    }

    /** Ends every connection after its pending data was written, or after a timeout when the peer does not read. */
    @Override
    public void close() {
        channel.close().awaitUninterruptibly(LINGER_MILLIS);
        for (Channel connection : connections) {
            var unused = connection.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
        connections.newCloseFuture().awaitUninterruptibly(LINGER_MILLIS);
        loop.shutdownGracefully(0, LINGER_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(LINGER_MILLIS);
        path.ifPresent(file -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new ListenException("socket " + file + " cannot be removed: " + e.getMessage(), e);
            }
        });
    }

    /** Refuses a path that exists and one without a directory. */
    static void requireFree(Path path) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new ListenException("cannot listen on unix:" + path + ": the path exists; if no program listens there"
                    + " any more, remove it");
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new ListenException("cannot listen on unix:" + path + ": its directory does not exist");
        }
    }

    private static String reason(Throwable problem) {
        return Objects.toString(problem.getMessage(), problem.getClass().getSimpleName());
    }
}
