package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.evenkeel.serve.ServerLimits;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that leave, and a server that does. */
@Timeout(120)
class StoppingTest {
    private static final Duration SOONER_THAN_USUAL =
            ServerLimits.standard().drainTime().dividedBy(2);

    @Test
    void aClientThatIsGoneFreesItsPlace() throws Exception {
        try (RunningServer running = RunningServer.limited(limits -> limits.withRequestTime(Duration.ofSeconds(1)))) {
            running.repository.outputs = CompletableFuture::new;
            Socket socket = running.connect();
            RunningServer.write(socket, RunningServer.GOOD);
            while (running.repository.submitted.isEmpty()) {
                Thread.sleep(5);
            }
            socket.setSoLinger(true, 0);
            socket.close();
            while (!running.repository.submitted.get(0).isCancelled()) {
                Thread.sleep(5);
            }
        }
    }

    @Test
    void stoppingAnswersWhatIsUnderWayAndRefusesWhatComes() throws Exception {
        RunningServer running = RunningServer.standard();
        running.repository.outputs = CompletableFuture::new;
        try (Socket under = running.connect();
                Socket kept = running.connect()) {
            RunningServer.write(kept, "GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(RunningServer.until(kept, "}")).contains("\"ready\":true");
            RunningServer.write(under, RunningServer.GOOD);
            while (running.repository.submitted.isEmpty()) {
                Thread.sleep(5);
            }
            CompletableFuture<Void> closing = CompletableFuture.runAsync(running::close);
            while (running.log.stream().noneMatch(line -> line.string("event").equals("stopping"))) {
                Thread.sleep(5);
            }
            RunningServer.write(kept, "GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(RunningServer.until(kept, "}"))
                    .startsWith("HTTP/1.1 503")
                    .contains("Connection: close");
            awaitRefusal(running);
            assertThat(closing).isNotDone();
            running.repository.submitted.get(0).complete(new float[] {1, 0});
            assertThat(RunningServer.rest(under)).startsWith("HTTP/1.1 200");
            closing.join();
        }
    }

    /** Waits until no more connection is taken. */
    private static void awaitRefusal(RunningServer running) throws InterruptedException {
        boolean taken = true;
        while (taken) {
            try (Socket another = running.connect()) {
                taken = another.isConnected();
                Thread.sleep(5);
            } catch (IOException refused) {
                taken = false;
            }
        }
    }

    @Test
    void stoppingWaitsNoLongerThanItMay() throws Exception {
        RunningServer running = RunningServer.limited(limits -> limits.withDrainTime(Duration.ofMillis(300)));
        running.repository.outputs = CompletableFuture::new;
        try (Socket under = running.connect()) {
            RunningServer.write(under, RunningServer.GOOD);
            while (running.repository.submitted.isEmpty()) {
                Thread.sleep(5);
            }
            assertTimeoutPreemptively(SOONER_THAN_USUAL, running::close);
            assertThat(running.log.toString()).contains("\"drained\":false");
        }
    }
}
