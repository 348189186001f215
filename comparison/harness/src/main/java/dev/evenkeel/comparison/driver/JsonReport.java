package dev.evenkeel.comparison.driver;

import dev.evenkeel.comparison.driver.Results.Ratio;
import dev.evenkeel.comparison.driver.ScalingChart.Series;
import dev.evenkeel.comparison.driver.worker.Processor;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Everything that was measured: nanoseconds, and bytes for what is shipped and for memory. */
final class JsonReport {
    private JsonReport() {}

    static JsonObject of(
            Options options,
            Map<String, String> versions,
            Results results,
            List<Verdict> verdicts,
            List<Series> scaling) {
        return JsonObject.of()
                .with("processor", Processor.name())
                .with("rounds", options.rounds())
                .with("forks", options.forks())
                .with("versions", JsonObject.ofStrings(versions))
                .with("cells", cells(results))
                .with("targets", targets(verdicts))
                .with("scaling", scaling(scaling))
                .with("notes", JsonArray.ofStrings(results.notes()));
    }

    private static JsonArray cells(Results results) {
        return new JsonArray(results.values().entrySet().stream()
                .map(entry -> cell(entry.getKey(), entry.getValue(), results))
                .toList());
    }

    private static JsonValue cell(Cell cell, List<double[]> forks, Results results) {
        JsonObject json = JsonObject.of()
                .with("row", cell.row())
                .with("threads", cell.threads())
                .with("by", cell.participant().title())
                .with("setting", cell.setting())
                .with(
                        "forks",
                        new JsonArray(forks.stream()
                                .<JsonValue>map(rounds -> JsonArray.ofNumbers(Arrays.stream(rounds)
                                        .filter(Double::isFinite)
                                        .toArray()))
                                .toList()));
        Double difference = results.differences().get(cell);
        return difference == null ? json : json.with("difference", difference);
    }

    private static JsonArray targets(List<Verdict> verdicts) {
        return new JsonArray(verdicts.stream().map(JsonReport::target).toList());
    }

    private static JsonValue target(Verdict verdict) {
        Target target = verdict.target();
        Ratio ratio = verdict.ratio();
        return JsonObject.of()
                .with("row", target.row())
                .with("threads", verdict.threads())
                .with("against", target.against())
                .with("setting", ratio.setting())
                .with("bound", target.bound().toString())
                .with("wanted", target.wanted())
                .with("reached", ratio.value())
                .with("least", ratio.least())
                .with("most", ratio.most())
                .with("met", verdict.met());
    }

    private static JsonArray scaling(List<Series> scaling) {
        return new JsonArray(scaling.stream().map(JsonReport::series).toList());
    }

    private static JsonValue series(Series series) {
        LinearFit fit = series.fit();
        return JsonObject.of()
                .with("over", series.what())
                .with("threads", series.threads())
                .with("sizes", JsonArray.ofNumbers(series.x()))
                .with("milliseconds", JsonArray.ofNumbers(series.y()))
                .with("intercept", fit.intercept())
                .with("slope", fit.slope())
                .with("determination", fit.determination());
    }
}
