package dev.evenkeel.lab.comparison;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.lab.comparison.statistics.MedianInterval;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.lab.report.Report;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The findings of a comparison, for people and for programs. */
public final class ComparisonReport {
    private static final int MAX_CURVES = 8;

    private ComparisonReport() {}

    /**
     * The page of a comparison: the verdict, the ranked configurations, how much factors matter, learning curves of the best over
     * several epochs and, where two factors were varied, a heat map.
     *
     * @param title of the page
     * @param provenance where it came from
     */
    public static Report of(ComparisonResult result, String title, List<Report.Fact> provenance) {
        List<Report.Section> sections = new ArrayList<>();
        List<Block> ranking = new ArrayList<>(tables(result));
        ranking.add(new Block.Text(explanation(result)));
        ranking.add(bars(result));
        sections.add(new Report.Section("Ranking", ranking));
        List<Factor> factors =
                List.copyOf(result.reference().configuration().choices().keySet());
        if (factors.size() == 2) {
            sections.add(new Report.Section("Both factors", List.of(heatMap(result, factors.get(0), factors.get(1)))));
        }
        if (result.configurations().stream().anyMatch(configuration -> longest(configuration.curves()) > 1)) {
            sections.add(new Report.Section("Learning curves", List.of(curves(result))));
        }
        return new Report(title, result.verdict(), sections, provenance);
    }

    /**
     * The page of a comparison that has not ended: what has come of each configuration, and its learning curves. It judges nothing, as a
     * verdict on part of the seeds is none.
     *
     * @param folder that the comparison was told to run in
     * @param progress as it was told last
     * @param title of the page
     * @param provenance where it comes from
     * @throws dev.evenkeel.EvenkeelException if a training in the folder cannot be read
     */
    public static Report soFar(
            Comparison comparison,
            Path folder,
            ComparisonProgress progress,
            String title,
            List<Report.Fact> provenance) {
        return ComparisonSoFar.of(comparison, new ComparisonFolder(folder)).report(progress, title, provenance);
    }

    /** The ranked configurations and, where several factors were varied, how much each matters. */
    public static List<Block.Table> tables(ComparisonResult result) {
        Block.Table ranking = ComparisonWords.ranking(result);
        return result.robustness().isEmpty() ? List.of(ranking) : List.of(ranking, ComparisonWords.robustness(result));
    }

    /** How to read the ranked configurations, in sentences. */
    public static String explanation(ComparisonResult result) {
        return ComparisonWords.explanation(result);
    }

    /**
     * With the keys {@code metric}, {@code seeds}, {@code reference}, {@code target}, {@code verdict}, {@code configurations} (ranked),
     * {@code robustness} and, where it was run, {@code effort}.
     */
    public static JsonObject json(ComparisonResult result) {
        JsonObject json = JsonObject.of()
                .with("metric", result.comparison().metric().name())
                .with("seeds", result.comparison().seeds())
                .with("reference", result.reference().configuration().name())
                .with("target", result.target())
                .with("verdict", String.join(" ", result.verdict()))
                .with("arms", array(result.ranked(), ComparisonReport::json))
                .with("robustness", array(result.robustness(), ComparisonReport::json));
        return result.effort()
                .map(effort -> json.with("effort", effort.toJson()))
                .orElse(json);
    }

    private static JsonObject json(ConfigurationResult configuration) {
        JsonObject json = JsonObject.of()
                .with("arm", configuration.configuration().name())
                .with("values", numbers(configuration.values()))
                .with("median", configuration.value().median())
                .with("lower", configuration.value().lower())
                .with("upper", configuration.value().upper())
                .with("confidence", configuration.value().confidence())
                .with(
                        "stepsToTarget",
                        Double.isFinite(configuration.stepsToTarget())
                                ? JsonValue.of(configuration.stepsToTarget())
                                : JsonNull.NULL)
                .with("millisecondsPerStep", configuration.stepSeconds() * 1000)
                .with("diverged", configuration.diverged());
        return configuration
                .judged()
                .map(judged -> json.with("difference", judged.difference().median())
                        .with("differenceLower", judged.difference().lower())
                        .with("differenceUpper", judged.difference().upper())
                        .with("p", judged.p())
                        .with("correctedP", judged.correctedP())
                        .with("verdict", judged.verdict().words()))
                .orElse(json.with("verdict", "reference"));
    }

    private static JsonObject json(Robustness held) {
        return JsonObject.of()
                .with("with", held.factor().word() + "=" + held.value())
                .with("best", held.best())
                .with("worst", held.worst())
                .with("span", held.span());
    }

    private static Block bars(ComparisonResult result) {
        String measure = ComparisonWords.measure(result.comparison());
        return new Block.Bars(
                "Medians with intervals",
                Block.Axis.linear(measure),
                result.ranked().stream()
                        .map(configuration -> new Block.Bar(
                                configuration.configuration().name(),
                                configuration.value().median(),
                                configuration.value().lower(),
                                configuration.value().upper()))
                        .toList());
    }

    private static Block heatMap(ComparisonResult result, Factor down, Factor across) {
        Set<String> rows = new LinkedHashSet<>();
        Set<String> columns = new LinkedHashSet<>();
        result.configurations().forEach(configuration -> {
            rows.add(ComparisonResult.choice(configuration, down));
            columns.add(ComparisonResult.choice(configuration, across));
        });
        List<List<Double>> values = rows.stream()
                .map(row -> columns.stream()
                        .map(column -> result.configurations().stream()
                                .filter(configuration -> ComparisonResult.choice(configuration, down)
                                                .equals(row)
                                        && ComparisonResult.choice(configuration, across)
                                                .equals(column))
                                .findFirst()
                                .map(configuration -> configuration.value().median())
                                .orElse(Double.NaN))
                        .toList())
                .toList();
        return new Block.HeatMap(
                "Median " + ComparisonWords.measure(result.comparison()),
                columns.stream().map(value -> across.word() + "=" + value).toList(),
                rows.stream().map(value -> down.word() + "=" + value).toList(),
                values);
    }

    private static Block curves(ComparisonResult result) {
        List<ConfigurationResult> ranked = result.ranked();
        List<ConfigurationResult> shown = IntStream.range(0, ranked.size())
                .filter(rank -> rank < MAX_CURVES || ranked.get(rank).equals(result.reference()))
                .mapToObj(ranked::get)
                .toList();
        String which = shown.size() < ranked.size()
                ? ", of the best arms and " + result.reference().configuration().name()
                : "";
        return curves(
                result.comparison(),
                which,
                shown.stream()
                        .map(configuration -> band(configuration.configuration(), configuration.curves()))
                        .toList());
    }

    /** @param which configurations are shown, if not all */
    static Block curves(Comparison comparison, String which, List<Block.Band> bands) {
        return new Block.Bands(
                "The median and the range over all seeds" + which,
                Block.Axis.linear("epoch"),
                Block.Axis.linear(ComparisonWords.measure(comparison)),
                bands);
    }

    private static int longest(List<List<Double>> curves) {
        return curves.stream().mapToInt(List::size).max().orElse(0);
    }

    /** The median and the range of the curves of a configuration. */
    static Block.Band band(Configuration configuration, List<List<Double>> curves) {
        int longest = longest(curves);
        List<double[]> epochs = IntStream.range(0, longest)
                .mapToObj(epoch -> curves.stream()
                        .filter(curve -> curve.size() > epoch)
                        .mapToDouble(curve -> curve.get(epoch))
                        .sorted()
                        .toArray())
                .toList();
        return new Block.Band(
                configuration.name(),
                IntStream.rangeClosed(1, longest)
                        .mapToObj(epoch -> (double) epoch)
                        .toList(),
                each(epochs, values -> values[0]),
                each(epochs, values -> MedianInterval.of(values).median()),
                each(epochs, values -> values[values.length - 1]));
    }

    private static List<Double> each(List<double[]> epochs, ToDoubleFunction<double[]> value) {
        return epochs.stream().mapToDouble(value).boxed().toList();
    }

    private static JsonArray numbers(List<Double> values) {
        return JsonArray.ofNumbers(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> json) {
        return new JsonArray(items.stream().<JsonValue>map(json).toList());
    }
}
