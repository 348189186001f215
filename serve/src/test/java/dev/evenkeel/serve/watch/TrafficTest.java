package dev.evenkeel.serve.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final AtomicLong now = new AtomicLong(-5_000_000_000L);
    private final Traffic traffic = new Traffic(now::get);

    private void pass(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void ratesAndTimesAreOfTheLatestMinute() {
        for (int second = 0; second < 120; second++) {
            for (int request = 1; request <= 10; request++) {
                traffic.request(Outcome.OK, TimeUnit.MILLISECONDS.toNanos(second < 30 ? 1000 : request));
            }
            traffic.request(Outcome.UNAVAILABLE, 1);
            traffic.batch(4);
            pass(1);
        }

        JsonObject json = traffic.toJson();

        assertThat(json.number("requestsPerSecond")).isCloseTo(10.5, within(1.0));
        assertThat(json.number("errorsPerSecond")).isCloseTo(1, within(.1));
        assertThat(json.number("p50Milliseconds")).isBetween(5.0, 6.0);
        assertThat(json.number("p99Milliseconds")).isBetween(10.0, 12.0);
        assertThat(json.number("examplesPerBatch")).isEqualTo(4);
        assertThat(json.object("history").array("requestsPerSecond").toDoubleArray())
                .hasSize(25)
                .startsWith(11, 11);
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        traffic.request(Outcome.OK, 1_000_000);
        pass(3600);

        JsonObject json = traffic.toJson();

        assertThat(json.number("requestsPerSecond")).isZero();
        assertThat(json.has("p50Milliseconds")).isFalse();
        assertThat(json.object("history").array("requestsPerSecond").toDoubleArray())
                .hasSize(60)
                .containsOnly(0);
    }

    @Test
    void extremeTimesStayInBounds() {
        traffic.request(Outcome.OK, -1);
        traffic.request(Outcome.OK, 0);
        traffic.request(Outcome.OK, Long.MAX_VALUE);

        assertThat(traffic.toJson().number("p50Milliseconds")).isBetween(.009, .011);
        assertThat(traffic.toJson().number("p99Milliseconds")).isGreaterThan(50_000);
    }
}
