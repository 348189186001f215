package dev.evenkeel.spark.worker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServerBootstrap;

/**
 * Stands before each connection that comes in until its {@link Message#HELLO} is accepted: who sends more than it takes to say that,
 * or does not say it soon, is shut out. Spark's transport by itself would hold whatever comes in memory, up to 2 GiB a message.
 */
final class Door implements TransportServerBootstrap {
    /** For Spark's own authentication and {@link Message#HELLO}, which take some hundred bytes. */
    private static final int MAX_BYTES = 1 << 13;

    private static final String NAME = "evenkeelDoor";

    private final Duration time;

    /** @param time within which a connection must have said who it is */
    Door(Duration time) {
        this.time = time;
    }

    @Override
    public RpcHandler doBootstrap(Channel channel, RpcHandler handler) {
        channel.pipeline().addFirst(NAME, new Guard());
        ScheduledFuture<?> unused =
                channel.eventLoop().schedule(() -> shut(channel), time.toMillis(), TimeUnit.MILLISECONDS);
        return handler;
    }

    private static void shut(Channel channel) {
        if (channel.pipeline().get(NAME) != null) {
            ChannelFuture unused = channel.close();
        }
    }

    /** Lets everything in from now on. */
    static void open(Channel channel) {
        if (channel.pipeline().get(NAME) != null) {
            channel.pipeline().remove(NAME);
        }
    }

    private static final class Guard extends ChannelInboundHandlerAdapter {
        private long bytes;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (bytes > MAX_BYTES) {
                ReferenceCountUtil.release(message);
                ChannelFuture unused = context.close();
                return;
            }
            bytes += message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
            context.fireChannelRead(message);
        }
    }
}
