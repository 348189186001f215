package dev.evenkeel.spark.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where workers listen, and what is left of those that do not come together. */
@Timeout(60)
class MeetingTest {
    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** As code in Scala throws it, which declares nothing. */
    @SuppressWarnings({"unchecked", "DoNotCallSuggester"})
    static <E extends Exception> List<String> undeclared(Exception problem) throws E {
        throw (E) problem;
    }

    @Test
    void aMeetingThatFailsLeavesNothingOpen() {
        AtomicInteger port = new AtomicInteger();
        assertThatThrownBy(() -> Peers.meet(0, 1, PeersTest.LINE, PeersTest.SECRET, PeersTest.WAITING, own -> {
                    port.set(port(own));
                    return MeetingTest.<RuntimeException>undeclared(new IOException("the barrier is gone"));
                }))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port.get()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aHostOfAnotherMachineIsSaid() {
        Line elsewhere = PeersTest.line("192.0.2.1", Ports.ANY);
        assertThatThrownBy(() -> Peers.meet(0, 1, elsewhere, PeersTest.SECRET, PeersTest.WAITING, List::of))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("cannot listen at 192.0.2.1, any free port (");
    }

    @Test
    void theFirstPortThatIsFreeIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int first = taken.getLocalPort();
            Line several = PeersTest.line("127.0.0.1", new Ports(first, first + 8));
            try (Peers peers = Peers.meet(0, 1, several, PeersTest.SECRET, PeersTest.WAITING, List::of)) {
                assertThat(peers.port()).isBetween(first + 1, first + 8);
            }
            Line one = PeersTest.line("127.0.0.1", new Ports(first, first));
            assertThatThrownBy(() -> Peers.meet(0, 1, one, PeersTest.SECRET, PeersTest.WAITING, List::of))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageContaining("cannot listen at 127.0.0.1, port " + first + " (");
        }
    }

    @Test
    void portsAreThoseOfTheJobsSettings() {
        SparkConf settings = new SparkConf(false);
        assertThat(Ports.of(settings)).isEqualTo(Ports.ANY);
        assertThat(Ports.of(settings.set("spark.evenkeel.workerPort", "7400"))).isEqualTo(new Ports(7400, 7416));
        assertThat(Ports.of(settings.set("spark.port.maxRetries", "2"))).isEqualTo(new Ports(7400, 7402));
        assertThatThrownBy(() -> Ports.of(settings.set("spark.evenkeel.workerPort", "70000")))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("spark.evenkeel.workerPort needs a port from 1 to 65535, or 0 for any that is free, but got"
                        + " 70000");
    }

    @Test
    void aWorkerThatSparkEndsWaitsNoLonger() {
        AtomicInteger looks = new AtomicInteger();
        Waiting killedSoon = new Waiting(PeersTest.WAITING.patience(), () -> looks.incrementAndGet() > 2);
        Inbox inbox = new Inbox(2, PeersTest.SECRET, killedSoon);
        assertThatThrownBy(() -> inbox.take(Message.GATHERED, 1))
                .isInstanceOf(LostWorkerException.class)
                .hasMessage("Spark ended this worker while it waited for worker 1");
    }
}
