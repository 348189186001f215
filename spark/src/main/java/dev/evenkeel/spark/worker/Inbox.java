package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import io.netty.channel.ChannelFuture;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;

/**
 * What other workers sent, in the order in which each of them sent it. A connection counts once its first message has said the secret
 * of the job; any other is closed.
 */
final class Inbox extends RpcHandler {
    /** How often a worker that waits looks whether it was killed: Spark does not interrupt the tasks of a stage that failed. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final int count;
    private final byte[] secret;
    private final Waiting waiting;
    private final Map<Integer, String> connections = new ConcurrentHashMap<>();
    private final Map<String, Integer> ranks = new ConcurrentHashMap<>();
    /** Of each kind and sender; an empty one says that no more come. */
    private final Map<Message, List<BlockingQueue<Optional<ByteBuffer>>>> queues = new ConcurrentHashMap<>();

    private final Map<Integer, String> done = new ConcurrentHashMap<>();
    private final AtomicReference<Optional<EvenkeelException>> failure = new AtomicReference<>(Optional.empty());
    private final StreamManager none = new OneForOneStreamManager();

    /**
     * @param count how many workers there are
     * @param waiting for a message
     */
    Inbox(int count, byte[] secret, Waiting waiting) {
        this.count = count;
        this.secret = secret.clone();
        this.waiting = waiting;
        Stream.of(Message.GATHERED, Message.SUMMAND, Message.SUM)
                .forEach(kind -> queues.put(
                        kind,
                        IntStream.range(0, count)
                                .<BlockingQueue<Optional<ByteBuffer>>>mapToObj(rank -> new LinkedBlockingQueue<>())
                                .toList()));
    }

    /**
     * The next message of a kind from a worker.
     *
     * @throws EvenkeelException if a worker failed or is gone, or sent none in time, or if this one was killed
     */
    ByteBuffer take(Message kind, int rank) {
        BlockingQueue<Optional<ByteBuffer>> queue = queue(kind, rank);
        long end = System.nanoTime() + waiting.patience().toNanos();
        try {
            Optional<ByteBuffer> content = queue.poll();
            while (content == null) {
                long left = end - System.nanoTime();
                requireWaiting(rank, left);
                content = queue.poll(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            }
            if (content.isEmpty()) {
                queue.add(content);
                throw lost(rank);
            }
            return content.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EvenkeelException("Interrupted while waiting for worker " + rank, interrupted);
        }
    }

    private void requireWaiting(int rank, long left) {
        if (waiting.killed().getAsBoolean()) {
            throw new LostWorkerException("Spark ended this worker while it waited for worker " + rank);
        }
        if (left <= 0) {
            throw new LostWorkerException(
                    "Worker " + rank + " sent nothing for " + waiting.patience().toSeconds()
                            + " s, while others waited for it. See its executor's log; where a step takes longer, give more time");
        }
    }

    private EvenkeelException lost(int rank) {
        return failure.get()
                .orElseGet(() -> new LostWorkerException(done.getOrDefault(rank, "Worker " + rank + " is gone")));
    }

    private BlockingQueue<Optional<ByteBuffer>> queue(Message kind, int rank) {
        List<BlockingQueue<Optional<ByteBuffer>>> ofKind = queues.get(kind);
        if (ofKind == null) {
            throw new IllegalArgumentException("No worker waits for " + kind);
        }
        return ofKind.get(rank);
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
        shut(client); // workers send nothing that is answered
    }

    @Override
    public StreamCallbackWithID receiveStream(
            TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
        shut(client);
        throw new UnsupportedOperationException("Workers send no streams");
    }

    @Override
    public MergedBlockMetaReqHandler getMergedBlockMetaReqHandler() {
        return (client, request, callback) -> shut(client);
    }

    /** Without an answer, which would tell a stranger of us. */
    private static void shut(TransportClient client) {
        ChannelFuture unused = client.getChannel().close();
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message) {
        Optional<Message> kind = Message.kindOf(message);
        Integer rank = ranks.get(id(client));
        if (rank == null) {
            greet(client, kind, Message.content(message));
        } else if (kind.isPresent()) {
            accept(kind.get(), rank, Message.content(message));
        }
    }

    private void greet(TransportClient client, Optional<Message> kind, ByteBuffer content) {
        if (kind.filter(Message.HELLO::equals).isPresent() && content.remaining() == Integer.BYTES + secret.length) {
            int rank = content.getInt();
            byte[] said = new byte[secret.length];
            content.get(said);
            if (MessageDigest.isEqual(said, secret)
                    && rank >= 0
                    && rank < count
                    && connections.putIfAbsent(rank, id(client)) == null) {
                ranks.put(id(client), rank);
                Door.open(client.getChannel());
                return;
            }
        }
        shut(client);
    }

    private void accept(Message kind, int rank, ByteBuffer content) {
        switch (kind) {
            case GATHERED, SUMMAND, SUM -> queue(kind, rank).add(Optional.of(content));
            case BYE -> {
                done.put(rank, "Worker " + rank + " has ended its run, while others had not");
                queues.values().forEach(ofKind -> ofKind.get(rank).add(Optional.empty()));
            }
            case REFUSED -> fail(new OtherWorkerException(Message.text(content)));
            case FAILED -> fail(new LostWorkerException("Worker " + rank + " failed: " + Message.text(content)));
            case HELLO -> {}
        }
    }

    private void fail(EvenkeelException reason) {
        if (failure.compareAndSet(Optional.empty(), Optional.of(reason))) {
            queues.values().forEach(ofKind -> ofKind.forEach(queue -> queue.add(Optional.empty())));
        }
    }

    @Override
    public void channelInactive(TransportClient client) {
        Integer rank = ranks.get(id(client));
        if (rank != null && !done.containsKey(rank)) {
            fail(new LostWorkerException("Worker " + rank + " (" + client.getSocketAddress()
                    + ") is gone: its executor ended, or the connection to it"));
        }
    }

    @Override
    public StreamManager getStreamManager() {
        return none;
    }

    private static String id(TransportClient client) {
        return client.getChannel().id().asLongText();
    }
}
