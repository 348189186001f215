package dev.evenkeel.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.serve.ServerSettings;
import dev.evenkeel.serve.repository.ModelRepository.State;
import dev.evenkeel.serve.watch.DriftSource;
import dev.evenkeel.serve.watch.DriftSource.LayerDrift;
import dev.evenkeel.serve.watch.DriftSource.ModelDrift;
import dev.evenkeel.serve.watch.DriftSource.Verdict;
import dev.evenkeel.serve.watch.Served;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators see. */
@Timeout(60)
class WatchingTest {
    private static final Served IRIS = new Served("iris", "1");

    private final List<ModelDrift> drift = new ArrayList<>();
    private final DriftSource source = () -> drift;
    private final RunningServer running = new RunningServer(ServerSettings.standard(), source);

    @AfterEach
    void stop() {
        running.close();
    }

    private String metrics() throws Exception {
        HttpResponse<String> response = running.get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        return response.body();
    }

    @Test
    void prometheusReadsRequestsByModelAndOutcome() throws Exception {
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.repository.whileReading = () -> {
            throw dev.evenkeel.serve.protocol.ProtocolException.badRequest("no");
        };
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.watch.batches(IRIS).computed(3, 24, 5);

        assertThat(metrics())
                .contains("evenkeel_requests_total{model=\"iris\",outcome=\"ok\",version=\"1\"} 2.0")
                .contains("evenkeel_requests_total{model=\"iris\",outcome=\"bad_request\",version=\"1\"} 1.0")
                .contains("evenkeel_request_duration_seconds_count{model=\"iris\",version=\"1\"} 3")
                .contains("evenkeel_request_duration_seconds_bucket{model=\"iris\",version=\"1\",le=\"10.0\"} 3")
                .contains("evenkeel_queue_requests{model=\"iris\",version=\"1\"} 5.0")
                .contains("evenkeel_batch_examples_sum{model=\"iris\",version=\"1\"} 24.0")
                .contains("jvm_memory_used_bytes{area=\"heap\"")
                .contains("# HELP evenkeel_requests_total");
    }

    @Test
    void unknownNamesMakeNoSeries() throws Exception {
        long before = metrics().lines().count();
        for (int count = 0; count < 50; count++) {
            running.post("/v2/models/none" + count + "/infer", RunningServer.BODY);
            running.post("/v2/models/iris/versions/" + (2 + count) + "/infer", RunningServer.BODY);
            running.get("/none" + count);
        }

        String after = metrics();

        assertThat(after).doesNotContain("none1", "version=\"2\"");
        assertThat(after.lines().count()).isLessThan(before + 10);
        assertThat(after).contains("evenkeel_requests_total{model=\"\",outcome=\"not_found\",version=\"\"} 150.0");
    }

    @Test
    void modelsThatAreGoneAreForgotten() throws Exception {
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        assertThat(metrics()).contains("model=\"iris\"");

        running.repository.states.clear();

        assertThat(metrics()).doesNotContain("model=\"iris\"");
    }

    @Test
    void driftHasGaugesAndAPlaceInTheStatus() throws Exception {
        LayerDrift layer = new LayerDrift("norm1", Verdict.DRIFTING, .31, .02, 1.4, List.of(.0, .1, .31));
        drift.add(new ModelDrift(IRIS, Verdict.DRIFTING, 1200, List.of(layer)));

        assertThat(metrics())
                .contains("evenkeel_drift_shift{layer=\"norm1\",model=\"iris\",version=\"1\"} 0.31")
                .contains("evenkeel_drift_variance_ratio{layer=\"norm1\",model=\"iris\",version=\"1\"} 1.4")
                .contains("evenkeel_drift_verdict{model=\"iris\",verdict=\"drifting\",version=\"1\"} 1.0");
        JsonObject told = Json.parse(running.get("/status.json").body())
                .asObject()
                .array("models")
                .at(0)
                .asObject()
                .object("drift");
        assertThat(told.string("verdict")).isEqualTo("drifting");
        assertThat(told.array("layers").at(0).asObject().number("shift")).isEqualTo(.31);

        drift.clear();
        assertThat(metrics()).doesNotContain("evenkeel_drift_shift{");
    }

    @Test
    void theStatusTellsModelsAndTheirTraffic() throws Exception {
        running.repository.states.put("broken", State.UNAVAILABLE);
        running.post("/v2/models/iris/infer", RunningServer.BODY);
        running.watch.batches(IRIS).computed(1, 8, 0);
        while (!metrics().contains("outcome=\"ok\",version=\"1\"} 1.0")) {
            Thread.sleep(5);
        }

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
