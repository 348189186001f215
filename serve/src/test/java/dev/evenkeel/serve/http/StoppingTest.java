package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that leave, and a server that does. */
@Timeout(120)
class StoppingTest {
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
            assertThatThrownBy(running::connect).isInstanceOf(IOException.class);
            assertThat(closing).isNotDone();
            running.repository.submitted.get(0).complete(new float[] {1, 0});
            assertThat(RunningServer.rest(under)).startsWith("HTTP/1.1 200");
            closing.join();
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
            long begin = System.nanoTime();
            running.close();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(running.log.toString()).contains("\"drained\":false");
        }
    }
}
