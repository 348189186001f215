package dev.evenkeel.spark.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportResponseHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of others than workers. */
@Timeout(300)
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "how tasks meet does not hang on the JDK, and it takes long")
class StrangersTest {
    private static final int MEGABYTE = 1 << 20;
    private static final Waiting SHORT = new Waiting(Duration.ofSeconds(1), () -> false);

    private static Peers listening(Waiting waiting) {
        return Peers.meet(0, 1, PeersTest.LINE, PeersTest.SECRET, waiting, List::of);
    }

    private static Socket connected(Peers peers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), peers.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @Test
    void aLongFirstMessageIsRefusedBeforeItIsWhole() throws IOException {
        try (Peers peers = listening(PeersTest.WAITING);
                Socket socket = connected(peers)) {
            byte[] part = new byte[MEGABYTE];
            ByteBuffer.wrap(part).putLong(64L * MEGABYTE);
            assertThat(isShut(socket, part)).isTrue();
        }
    }

    /** Whether the other side closes the connection, though what it got announces more. */
    private static boolean isShut(Socket socket, byte[] part) throws IOException {
        try {
            socket.getOutputStream().write(part);
            return socket.getInputStream().read() < 0;
        } catch (SocketException shut) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {3, 10}) // calls, and questions about shuffles
    void whoAsksGetsNoAnswer(byte type) throws IOException {
        try (Peers peers = listening(PeersTest.WAITING);
                Socket socket = connected(peers)) {
            int length = Long.BYTES + 1 + Long.BYTES + 3 * Integer.BYTES + Integer.BYTES;
            byte[] frame = new byte[length];
            ByteBuffer.wrap(frame).putLong(length).put(type).putLong(1);
            assertThat(isShut(socket, frame)).isTrue();
        }
    }

    @Test
    void whoSaysNothingIsShutOutSoon() throws IOException {
        try (Peers peers = listening(SHORT);
                Socket socket = connected(peers)) {
            assertThat(socket.getInputStream().read()).isNegative();
            assertThat(peers.gatherEach(new double[] {1})).isDeepEqualTo(new double[][] {{1}});
        }
    }

    @Test
    void ofTwoThatSayTheyAreTheSameWorkerOneAloneIsBelieved() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 5000; round++) {
                Inbox inbox = new Inbox(2, PeersTest.SECRET, SHORT);
                List<EmbeddedChannel> channels = Stream.generate(
                                () -> new EmbeddedChannel(DefaultChannelId.newInstance()))
                        .limit(2)
                        .toList();
                AtomicInteger ready = new AtomicInteger();
                List<Future<Object>> said = channels.stream()
                        .map(channel -> threads.submit(() -> {
                            TransportClient client =
                                    new TransportClient(channel, new TransportResponseHandler(channel));
                            ready.incrementAndGet();
                            while (ready.get() < 2) {
                                Thread.onSpinWait();
                            }
                            inbox.receive(client, Message.hello(1, PeersTest.SECRET));
                            return new Object();
                        }))
                        .toList();
                for (Future<Object> each : said) {
                    each.get();
                }
                assertThat(channels.stream().filter(EmbeddedChannel::isOpen)).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
