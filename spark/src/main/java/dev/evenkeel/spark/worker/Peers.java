package dev.evenkeel.spark.worker;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.worker.Workers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.protocol.OneWayMessage;
import org.apache.spark.network.server.TransportServer;

/**
 * The tasks of a barrier stage as workers that train together, each connected with every other. What is gathered goes from each to
 * each; long sums are cut into one part for each worker, who adds it up in order of rank and sends it back, so every worker sends and
 * receives {@code 2 (K - 1) / K} of the values.
 */
public final class Peers implements Workers, AutoCloseable {
    private static final Duration SENDING = Duration.ofSeconds(10);

    /** A connection that has not said who it is by then is closed. */
    private static final Duration GREETING = Duration.ofSeconds(30);

    private static final Logger LOGGER = System.getLogger(Peers.class.getName());

    private final int rank;
    private final String host;
    private final Inbox inbox;
    private final TransportServer server;
    private final TransportClientFactory factory;
    private final List<TransportClient> others = new ArrayList<>();
    private final Deque<Closeable> opened = new ArrayDeque<>();
    private final Sums sums;

    private Peers(int rank, int count, Line line, byte[] secret, Waiting waiting) {
        this.rank = rank;
        host = line.host();
        inbox = new Inbox(count, secret, waiting);
        sums = new Sums(this);
        Duration greeting = waiting.patience().compareTo(GREETING) < 0 ? waiting.patience() : GREETING;
        try {
            TransportContext transport = opened(new TransportContext(line.settings(), inbox));
            server = opened(line.listen(transport, new Door(greeting)));
            factory = opened(transport.createClientFactory(line.callers()));
        } catch (Throwable problem) {
            closeAll();
            throw problem;
        }
    }

    /**
     * Meets the other workers. Whatever fails on the way, nothing stays open.
     *
     * @param introduction tells all workers the address of this one, and gives those of all in order of rank
     * @param secret of the job, without which nobody is talked to
     * @param waiting for another worker
     */
    static Peers meet(int rank, int count, Line line, byte[] secret, Waiting waiting, Introduction introduction) {
        Peers peers = new Peers(rank, count, line, secret, waiting);
        try {
            List<String> addresses = introduction.apply(peers.address());
            for (int other = 0; other < count; other++) {
                TransportClient client = peers.opened(peers.connect(addresses.get(other), other));
                client.send(Message.hello(rank, secret));
                peers.others.add(client);
            }
            peers.awaitAll();
            return peers;
        } catch (Throwable problem) { // Scala throws checked ones too
            peers.close();
            throw problem;
        }
    }

    private <C extends Closeable> C opened(C fresh) {
        opened.push(fresh);
        return fresh;
    }

    /** Tells an address, and gives those of all. */
    interface Introduction {
        List<String> apply(String address);
    }

    /** Waits until all workers are here. */
    void awaitAll() {
        gather(new double[0], new double[0]);
    }

    /** Where this worker listens. */
    String address() {
        return host + ":" + port();
    }

    int port() {
        return server.getPort();
    }

    /** Ends as a process that is killed does. */
    void vanish() {
        others.forEach(TransportClient::close);
        server.close();
    }

    private TransportClient connect(String address, int other) {
        int colon = address.lastIndexOf(':');
        try {
            return factory.createUnmanagedClient(
                    address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        } catch (IOException | RuntimeException problem) {
            throw new EvenkeelException(
                    "Worker " + rank + " cannot reach worker " + other + " at " + address + " (" + problem.getMessage()
                            + "). Executors that train together must be able to connect to each other: see firewalls and"
                            + " spark.executor hosts",
                    problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EvenkeelException("Interrupted while connecting to worker " + other, interrupted);
        }
    }

    @Override
    public int count() {
        return others.size();
    }

    @Override
    public int rank() {
        return rank;
    }

    void send(int other, ByteBuffer message) {
        others.get(other).send(message);
    }

    ByteBuffer take(Message kind, int other) {
        return inbox.take(kind, other);
    }

    /** Sends every other worker the same message. */
    void tell(ByteBuffer message) {
        for (int other = 0; other < others.size(); other++) {
            if (other != rank) {
                send(other, message.duplicate());
            }
        }
    }

    /**
     * Waits until what it sends has gone out. A worker that already has what the others sent would otherwise compute on, and where it
     * has one processor alone, the thread that sends would wait for that.
     */
    @Override
    public void gather(double[] mine, double[] all) {
        tellAndWait(Message.GATHERED.of(mine));
        for (int other = 0; other < count(); other++) {
            if (other == rank) {
                System.arraycopy(mine, 0, all, other * mine.length, mine.length);
            } else {
                ByteBuffer content = take(Message.GATHERED, other);
                requireLength(content, mine.length, Double.BYTES, other);
                content.asDoubleBuffer().get(all, other * mine.length, mine.length);
            }
        }
    }

    @Override
    public void beginSum(float[] values) {
        sums.begin(values);
    }

    @Override
    public void awaitSums() {
        sums.await();
    }

    /** Workers that compute different things would add up what does not belong together. */
    static void requireLength(ByteBuffer content, int values, int bytes, int other) {
        if (content.remaining() != (long) values * bytes) {
            throw new EvenkeelException("Worker " + other + " sent " + content.remaining() / bytes + " values where "
                    + values + " were expected: the workers do not compute the same. Either the rows of some have other"
                    + " widths or classes than those of others, or their executors have other jars. See that all rows have"
                    + " the same features; if they do, give all executors the same jars");
        }
    }

    /** Tells the other workers why this one gives up, so that they need not wait. */
    void fail(Throwable problem) {
        tellAndWait(Message.FAILED.of(String.valueOf(problem)));
    }

    /** Tells the other workers what is wrong with settings or data. */
    void refuse(EvenkeelException problem) {
        tellAndWait(Message.REFUSED.of(String.valueOf(problem.getMessage())));
    }

    /** Leaves, once what was sent has gone out: the others may still read it. */
    @Override
    public void close() {
        sums.close();
        tellAndWait(Message.BYE.buffer(0).rewind());
        closeAll();
    }

    /** The last that was opened first. */
    private void closeAll() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException | RuntimeException problem) {
                LOGGER.log(Level.WARNING, "Worker " + rank + " left something open", problem);
            }
        }
    }

    private void tellAndWait(ByteBuffer message) {
        List<ChannelFuture> written = new ArrayList<>();
        for (int other = 0; other < others.size(); other++) {
            if (other != rank) {
                Channel channel = others.get(other).getChannel();
                written.add(channel.writeAndFlush(new OneWayMessage(new NioManagedBuffer(message.duplicate()))));
            }
        }
        long end = System.nanoTime() + SENDING.toNanos();
        written.forEach(future -> future.awaitUninterruptibly(end - System.nanoTime(), TimeUnit.NANOSECONDS));
    }
}
