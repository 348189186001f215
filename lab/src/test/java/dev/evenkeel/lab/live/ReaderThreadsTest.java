package dev.evenkeel.lab.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReaderThreadsTest {
    private final ReaderThreads threads = new ReaderThreads(Duration.ofMillis(200));
    private SocketChannel reader;
    private SocketChannel writer;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            reader = SocketChannel.open(server.getLocalAddress());
            writer = server.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        threads.close();
        reader.close();
        writer.close();
    }

    @Test
    void aReaderThatTakesNothingIsDropped() {
        byte[] bytes = new byte[50_000_000];

        assertThatThrownBy(() -> threads.write(Channels.newOutputStream(writer), bytes))
                .isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(writer.isOpen()).isFalse();
    }

    @Test
    void aRequestThatDoesNotEndIsDropped() {
        CompletableFuture<Exception> ended = new CompletableFuture<>();

        threads.answer(() -> {
            try {
                writer.read(ByteBuffer.allocate(1));
            } catch (IOException closed) {
                ended.complete(closed);
            }
        });

        assertThat(ended.join()).isInstanceOf(ClosedByInterruptException.class);
    }

    @Test
    void aReaderInTimeIsLeftAlone() throws IOException, InterruptedException {
        threads.write(Channels.newOutputStream(writer), new byte[] {1});
        Thread.sleep(400);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(reader.read(ByteBuffer.allocate(2))).isEqualTo(1);
    }
}
