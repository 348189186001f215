package dev.evenkeel.cli.command;

import dev.evenkeel.cli.display.Counted;
import dev.evenkeel.cli.display.FittedTable;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.prediction.PredictionWriter;
import dev.evenkeel.inference.FoldError;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.FoldReport.Entry;
import dev.evenkeel.inference.FoldReport.Outcome;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A fold's report in the order of the network: as a table with a verdict, as JSON, and channel by channel. */
final class FoldTable {
    private static final List<String> HEAD = List.of("layer", "outcome", "channels", "bound", "measured", "at", "");

    private final FoldReport report;
    private final List<Entry> entries;

    FoldTable(Model model, FoldReport report) {
        List<String> order = model.network().nodes().stream().map(Node::name).toList();
        this.report = report;
        this.entries = report.entries().stream()
                .sorted(Comparator.comparingInt(entry -> place(order, entry.layer())))
                .toList();
    }

    /** What is no layer, as the scaling of targets, comes last. */
    private static int place(List<String> order, String layer) {
        return order.contains(layer) ? order.indexOf(layer) : order.size();
    }

    /** Within so many columns: the table, the difference of the network's outputs, and the verdict. */
    String text(int columns) {
        StringBuilder text = new StringBuilder();
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        entries.forEach(entry -> rows.add(row(entry)));
        if (!entries.isEmpty()) {
            text.append(FittedTable.of(rows, Set.of(2, 3, 4, 5), columns)).append('\n');
        }
        if (report.difference().examples() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "Worst difference of an output on %s: %.2e, relative %.2e\n",
                    Counted.of(report.difference().examples(), "example"),
                    report.difference().absolute(),
                    report.difference().relative()));
        }
        return text.append("Verdict: ").append(verdict()).append('\n').toString();
    }

    private static List<String> row(Entry entry) {
        String outcome = entry.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (entry.error().isEmpty()) {
            return List.of(entry.layer(), outcome, "", "", "", "", entry.explanation());
        }
        FoldError error = entry.error().get();
        int worst = error.worstChannel();
        return List.of(
                entry.layer(),
                outcome,
                Integer.toString(error.channels()),
                small(error.boundsAsMeasured()[worst]),
                small(error.worstMeasured()),
                Integer.toString(worst),
                entry.explanation());
    }

    private static String small(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    String verdict() {
        int folded = report.count(Outcome.FOLDED);
        int unfolded = report.count(Outcome.UNFOLDED);
        String rest = unfolded == 0 ? "" : ". " + layers(unfolded) + " stayed as it stands, for the reason above";
        if (unfolded > 1) {
            rest = ". " + layers(unfolded) + " stayed as they stand, for the reasons above";
        }
        if (folded == 0) {
            return "no normalization was folded away" + rest;
        }
        return entries.stream()
                .filter(entry ->
                        entry.error().isPresent() && !entry.error().get().holds())
                .findFirst()
                .map(FoldTable::excess)
                .orElse(layers(folded) + " folded away, and no channel moved further than rounding can" + rest);
    }

    private static String layers(int count) {
        return count == 1 ? "1 layer" : count + " layers";
    }

    private static String excess(Entry entry) {
        FoldError error = entry.error().orElseThrow();
        double[] bounds = error.boundsAsMeasured();
        double[] measured = error.measured();
        int channel = 0;
        while (measured[channel] <= bounds[channel]) {
            channel++;
        }
        return String.format(
                Locale.ROOT,
                "channel %d of '%s', folded with '%s', moved by %.1e where rounding explains %.1e. Predict unfolded, and"
                        + " look for weights or inputs that are not finite",
                channel,
                error.product(),
                entry.layer(),
                measured[channel],
                bounds[channel]);
    }

    /** The object with all figures, channel by channel. */
    JsonObject withFigures(JsonObject json) {
        List<JsonObject> layers = new ArrayList<>();
        for (Entry entry : entries) {
            JsonObject layer = JsonObject.of()
                    .with("layer", entry.layer())
                    .with("outcome", Settings.wordOf(entry.outcome()))
                    .with("explanation", entry.explanation());
            if (entry.error().isPresent()) {
                FoldError error = entry.error().get();
                layer = layer.with("product", error.product())
                        .with("bound", JsonAnswer.number(error.worstBound()))
                        .with("measured", JsonAnswer.number(error.worstMeasured()))
                        .with("worstChannel", error.worstChannel())
                        .with("largestInput", JsonAnswer.number(error.largestInput()))
                        .with("holds", error.holds())
                        .with("bounds", numbers(error.bounds()))
                        .with("differences", numbers(error.measured()));
            }
            layers.add(layer);
        }
        return json.with("examples", report.difference().examples())
                .with("layers", JsonAnswer.array(layers))
                .with("foldedLayers", report.count(Outcome.FOLDED))
                .with("foldDifference", JsonAnswer.number(report.difference().absolute()))
                .with(
                        "foldDifferenceRelative",
                        JsonAnswer.number(report.difference().relative()))
                .with("holds", report.holds())
                .with("verdict", verdict());
    }

    private static JsonValue numbers(double[] values) {
        List<JsonValue> numbers = new ArrayList<>();
        for (double value : values) {
            numbers.add(JsonAnswer.number(value));
        }
        return JsonAnswer.array(numbers);
    }

    /** One line for each channel of each product that something was folded into. */
    String csv() {
        StringBuilder text = new StringBuilder("layer,product,channel,bound,measured\n");
        for (Entry entry : entries) {
            entry.error().ifPresent(error -> {
                double[] bounds = error.boundsAsMeasured();
                double[] measured = error.measured();
                for (int channel = 0; channel < bounds.length; channel++) {
                    text.append(String.format(
                            Locale.ROOT,
                            "%s,%s,%d,%s,%s\n",
                            PredictionWriter.quoted(entry.layer()),
                            PredictionWriter.quoted(error.product()),
                            channel,
                            bounds[channel],
                            measured[channel]));
                }
            });
        }
        return text.toString();
    }
}
