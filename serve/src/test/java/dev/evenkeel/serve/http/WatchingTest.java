package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.DriftReports;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.repository.ModelRepository.State;
import dev.evenkeel.serve.watch.DriftSource;
import dev.evenkeel.serve.watch.Served;
import dev.evenkeel.tensor.Mask;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators see. */
@Timeout(60)
class WatchingTest {
    private static final Served IRIS = new Served("iris", "1");

    private final Map<Served, DriftReport> drift = new ConcurrentHashMap<>();
    private final DriftSource source = () -> drift;
    private final RunningServer running = new RunningServer(ServerSettings.standard(), source);

    @AfterEach
    void stop() {
        running.close();
    }

    /** Requests of so many examples each. */
    private static List<Examples> batch(int... counts) {
        return Arrays.stream(counts)
                .mapToObj(count -> new Examples(new float[count], count, new Mask(count, 1)))
                .toList();
    }

    private String metrics() throws Exception {
        HttpResponse<String> response = running.get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        return response.body();
    }

    /** The metrics once they tell of this: a request is counted when its answer is out, so after its client has it. */
    private String metricsWith(String line) throws Exception {
        String metrics = metrics();
        while (!metrics.contains(line)) {
            Thread.sleep(5);
            metrics = metrics();
        }
        return metrics;
    }

    /** Those of the JVM come and go, as with its first collection. */
    private static long ownSeries(String metrics) {
        return metrics.lines().filter(line -> line.startsWith("evenkeel_")).count();
    }

    @Test
    void prometheusReadsRequestsByModelAndOutcome() throws Exception {
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.repository.whileReading = () -> {
            throw dev.evenkeel.serve.protocol.ProtocolException.badRequest("no");
        };
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.post("/v2/models/iris/infer", RunningServer.BODY, "Content-Encoding", "br");
        running.watch.batches(IRIS).computed(batch(8, 15, 1), 5);

        assertThat(metricsWith("evenkeel_request_duration_seconds_count{model=\"iris\",version=\"1\"} 4"))
                .contains("evenkeel_requests_total{model=\"iris\",outcome=\"ok\",version=\"1\"} 2.0")
                .contains("evenkeel_requests_total{model=\"iris\",outcome=\"bad_request\",version=\"1\"} 2.0")
                .contains("evenkeel_request_duration_seconds_count{model=\"iris\",version=\"1\"} 4")
                .contains("evenkeel_request_duration_seconds_bucket{model=\"iris\",version=\"1\",le=\"10.0\"} 4")
                .contains("evenkeel_queue_requests{model=\"iris\",version=\"1\"} 5.0")
                .contains("evenkeel_batch_examples_sum{model=\"iris\",version=\"1\"} 24.0")
                .contains("jvm_memory_used_bytes{area=\"heap\"")
                .contains("# HELP evenkeel_requests_total");
    }

    @Test
    void unknownNamesMakeNoSeries() throws Exception {
        long before = ownSeries(metrics());
        for (int count = 0; count < 50; count++) {
            running.post("/v2/models/none" + count + "/infer", RunningServer.BODY);
            running.post("/v2/models/iris/versions/" + (2 + count) + "/infer", RunningServer.BODY);
            running.get("/none" + count);
        }

        String after = metricsWith("evenkeel_requests_total{model=\"\",outcome=\"not_found\",version=\"\"} 150.0");

        assertThat(after).doesNotContain("none1", "version=\"2\"");
        assertThat(ownSeries(after)).isLessThan(before + 10);
    }

    @Test
    void modelsThatAreGoneAreForgotten() throws Exception {
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        assertThat(metricsWith("outcome=\"ok\"")).contains("model=\"iris\"");

        running.repository.states.clear();

        assertThat(metrics()).doesNotContain("model=\"iris\"");
    }

    @Test
    void driftHasGaugesAndAPlaceInTheStatus() throws Exception {
        drift.put(IRIS, DriftReports.of(Verdict.DRIFTING, "norm1"));

        assertThat(metrics())
                .contains("evenkeel_drift_shift{layer=\"norm1\",model=\"iris\",version=\"1\"} 0.314")
                .contains("evenkeel_drift_variance_ratio{layer=\"norm1\",model=\"iris\",version=\"1\"} 1.4")
                .contains("evenkeel_drift_verdict{model=\"iris\",verdict=\"drifting\",version=\"1\"} 1.0");
        JsonObject told = Json.parse(running.get("/status.json").body())
                .asObject()
                .array("models")
                .at(0)
                .asObject()
                .object("drift");
        assertThat(told.string("verdict")).isEqualTo("drifting");
        assertThat(told.array("layers").at(0).asObject().number("shift")).isEqualTo(.314);

        drift.clear();
        assertThat(metrics()).doesNotContain("evenkeel_drift_shift{");
    }

    @Test
    void manyMayReadMetricsAtOnce() throws Exception {
        drift.put(IRIS, DriftReports.of(Verdict.DRIFTING, "norm1"));
        ExecutorService readers = Executors.newFixedThreadPool(4);
        List<Future<String>> read = new ArrayList<>();
        for (int index = 0; index < 400; index++) {
            read.add(readers.submit(() -> running.watch.scrape(Set.of(IRIS))));
        }
        for (Future<String> metrics : read) {
            assertThat(metrics.get()).contains("verdict=\"drifting\"");
        }
        readers.shutdown();
    }

    @Test
    void theStatusTellsModelsAndTheirTraffic() throws Exception {
        running.repository.states.put("broken", State.UNAVAILABLE);
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.post("/v2/models/iris/infer", RunningServer.BODY, "Content-Encoding", "br");
        running.watch.batches(IRIS).computed(batch(8), 0);
        assertThat(metricsWith("outcome=\"ok\",version=\"1\"} 1.0")).contains("model=\"iris\"");

        JsonObject status = Json.parse(running.get("/status.json").body()).asObject();

        JsonObject broken = status.array("models").at(0).asObject();
        JsonObject iris = status.array("models").at(1).asObject();
        assertThat(broken.string("state")).isEqualTo("UNAVAILABLE");
        assertThat(broken.string("reason")).isEqualTo("its file is broken");
        assertThat(iris.object("traffic").number("requestsPerSecond")).isPositive();
        assertThat(iris.object("traffic").number("p99Milliseconds")).isPositive();
        assertThat(iris.object("traffic").number("examplesPerBatch")).isEqualTo(8);
    }

    @Test
    void theStatusPageNeedsNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = running.get("/");

        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'sha256-")
                        .doesNotContain("unsafe"));
        assertThat(page.body())
                .contains("prefers-color-scheme: dark", "lang=\"en\"")
                .doesNotContain("src=", "@import", "innerHTML")
                .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)");
    }
}
