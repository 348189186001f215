package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a training run did and left, as a report: how it learnt, where it errs, its network, and how to make it again. */
public final class RunReport {
    private static final double[] SHARES = {0.15, 0.5, 0.85};

    private final JsonObject record;
    private final Network network;
    private final Optional<Model> model;
    private final List<String> findings;
    private final InsideNetwork inside;

    private RunReport(
            JsonObject record, Network network, Optional<Model> model, List<String> findings, InsideNetwork inside) {
        this.record = record;
        this.network = network;
        this.model = model;
        this.findings = List.copyOf(findings);
        this.inside = inside;
    }

    /**
     * The report of a finished run.
     *
     * @param record what the run's {@code run.json} holds, with its {@code result}
     * @param model what the run left
     * @param findings about the model, in sentences
     * @param inside what was observed in the run's steps, perhaps nothing
     * @param command that makes the run again
     * @throws dev.evenkeel.json.JsonException naming the key, if the record lacks something or holds another kind of value
     */
    public static Report of(
            JsonObject record, Model model, List<String> findings, InsideNetwork inside, String command) {
        List<String> all = new ArrayList<>();
        record.object("result")
                .find("findings", JsonValue::asArray)
                .ifPresent(reviewed ->
                        reviewed.forEach(finding -> all.add(finding.asObject().string("message"))));
        all.addAll(findings);
        return new RunReport(record, model.network(), Optional.of(model), all, inside).report(command);
    }

    /**
     * The report of a run that has not finished: what there is of it so far.
     *
     * @param record as {@code run.json} with {@code progress} in place of {@code result}: {@code epoch} of {@code epochs},
     *     {@code step} of {@code stepsPerEpoch}, {@code steps} in all and, where they are known, {@code loss} and
     *     {@code accuracy} of the epoch so far and {@code secondsLeft}
     * @param findings about the training before it began, in sentences
     * @param inside what was observed so far
     * @param command that makes the run again
     * @throws dev.evenkeel.json.JsonException naming the key, if the record lacks something or holds another kind of value
     */
    public static Report soFar(JsonObject record, List<String> findings, InsideNetwork inside, String command) {
        Network network = NetworkJson.read(record.object("settings").value("network"));
        return new RunReport(record, network, Optional.empty(), findings, inside).report(command);
    }

    private Report report(String command) {
        JsonObject settings = record.object("settings");
        String name = settings.object("data").string("name");
        List<Report.Section> sections = new ArrayList<>();
        List<Block> curves = LearningCurves.of(record);
        if (!curves.isEmpty()) {
            sections.add(new Report.Section("Learning", curves));
        }
        record.find("result", JsonValue::asObject)
                .flatMap(result -> result.find("testConfusionMatrix", JsonValue::asObject))
                .ifPresent(matrix -> sections.add(new Report.Section("Classes of the test", classes(matrix))));
        record.find("test", JsonValue::asObject).map(RunReport::examples).ifPresent(blocks -> {
            if (!blocks.isEmpty()) {
                sections.add(new Report.Section("Examples of the test", blocks));
            }
        });
        sections.add(new Report.Section("Inside the network", inside.blocks(command)));
        sections.add(new Report.Section("Network", network()));
        sections.add(new Report.Section("Findings", findings()));
        List<String> summary = new ArrayList<>(
                model.isPresent() ? RunSummary.of(record, findings.size()) : RunSummary.soFar(record, findings.size()));
        inside.summary().ifPresent(summary::add);
        return new Report(
                "Training on " + name + ", seed " + settings.longInteger("seed"),
                summary,
                sections,
                provenance(settings, command));
    }

    /** The images that were furthest from right, and predicted over actual values. */
    private static List<Block> examples(JsonObject test) {
        List<Block> blocks = new ArrayList<>();
        test.find("worst", JsonValue::asArray)
                .ifPresent(worst -> blocks.add(new Block.Pictures(
                        "The test images with the largest loss",
                        worst.elements().stream()
                                .map(JsonValue::asObject)
                                .map(image -> new Block.Picture(
                                        image.string("png"),
                                        String.format(
                                                Locale.ROOT,
                                                "%s, taken for %s (%.1f %%)",
                                                image.string("label"),
                                                image.string("predicted"),
                                                100 * image.number("probability"))))
                                .toList())));
        test.find("actual", JsonValue::asArray).ifPresent(actual -> {
            List<Double> across =
                    actual.elements().stream().map(JsonValue::asDouble).toList();
            List<Double> up = test.array("predicted").elements().stream()
                    .map(value -> value instanceof JsonNull ? Double.NaN : value.asDouble())
                    .toList();
            blocks.add(new Block.Points(
                    "Predicted over actual values of the test",
                    Block.Axis.linear("actual"),
                    Block.Axis.linear("predicted"),
                    across,
                    up));
        });
        return blocks;
    }

    private static List<Block> classes(JsonObject matrix) {
        List<String> labels = matrix.array("labels").toStrings();
        List<List<Double>> counts = new ArrayList<>();
        matrix.array("counts")
                .forEach(row -> counts.add(row.asArray().elements().stream()
                        .map(JsonValue::asDouble)
                        .toList()));
        List<List<String>> rows = new ArrayList<>();
        matrix.array("classes").forEach(entry -> {
            JsonObject label = entry.asObject();
            rows.add(List.of(
                    label.string("label"),
                    shown(label, "examples"),
                    shown(label, "recall"),
                    shown(label, "precision"),
                    shown(label, "f1")));
        });
        return List.of(
                new Block.HeatMap("Actual class by row, predicted class by column", labels, labels, counts),
                new Block.Table(
                        "Figures of each class", List.of("class", "examples", "recall", "precision", "F1"), rows));
    }

    private static String shown(JsonObject json, String key) {
        return Numeral.brief(LearningCurves.number(json, key));
    }

    private List<Block> network() {
        List<List<String>> table = withoutEmptyColumns(network.table());
        List<Block> blocks = new ArrayList<>();
        record.find("result", JsonValue::asObject)
                .filter(result -> result.integer("foldedLayers") > 0)
                .ifPresent(result -> blocks.add(new Block.Text(String.format(
                        Locale.ROOT,
                        "Frozen, %d normalization layers fold into their neighbours; that changes outputs by at most %s"
                                + " (relative %s).",
                        result.integer("foldedLayers"),
                        shown(result, "foldDifference"),
                        shown(result, "foldDifferenceRelative")))));
        blocks.add(new Block.Table("Layers", table.get(0), table.subList(1, table.size())));
        model.flatMap(Model::statistics).ifPresent(account -> blocks.add(new Block.Text(statistics(account))));
        List<List<String>> statistics = model.map(RunReport::statistics).orElse(List.of());
        if (!statistics.isEmpty()) {
            blocks.add(new Block.Table(
                    "Running statistics over the channels",
                    List.of("layer", "statistic", "15 %", "50 %", "85 %", "gathered from"),
                    statistics));
        }
        return blocks;
    }

    private static String statistics(StatisticsOrigin account) {
        boolean population = account.kind() == StatisticsOrigin.Kind.POPULATION;
        String apart = account.farthest()
                .map(layer -> (population ? "; the running averages of training were" : "; the population's are")
                        + " at most " + layer.getValue() + " away, in layer '" + layer.getKey() + "'")
                .orElse("");
        return "Statistics of normalization layers: " + account + apart + ".";
    }

    private static List<List<String>> withoutEmptyColumns(List<List<String>> table) {
        List<Integer> filled = IntStream.range(0, table.get(0).size())
                .filter(column ->
                        table.stream().skip(1).anyMatch(row -> !row.get(column).isEmpty()))
                .boxed()
                .toList();
        return table.stream().map(row -> filled.stream().map(row::get).toList()).toList();
    }

    private static List<List<String>> statistics(Model model) {
        List<List<String>> rows = new ArrayList<>();
        for (Node node : model.network().nodes()) {
            if (node.gathersStatistics()) {
                node.statistics().forEach(statistic -> {
                    Tensor values = model.tensor(node.name() + "." + statistic.name());
                    float[] sorted = varying(node, values.toArray());
                    Arrays.sort(sorted);
                    List<String> row = new ArrayList<>(
                            List.of(node.title(), InputStandardization.meaning(node.layer(), statistic.name())));
                    for (double share : SHARES) {
                        row.add(sorted.length == 0 ? "none varies" : Numeral.brief(percentile(sorted, share)));
                    }
                    row.add(model.sampleCounts(node.name()).toString());
                    rows.add(row);
                });
            }
        }
        return rows;
    }

    /** Without the mark of channels that did not vary in the training data. */
    private static float[] varying(Node node, float[] values) {
        float[] kept = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (!(node.layer() instanceof InputStandardization) || value != InputStandardization.HELD) {
                kept[count++] = value;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /** The value at {@code share * (n - 1)} of {@code n} sorted ones, between two of them on the line from one to the other. */
    private static double percentile(float[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - (double) sorted[below]);
    }

    private List<Block> findings() {
        if (findings.isEmpty()) {
            return List.of(new Block.Text(
                    model.isPresent()
                            ? "Test, weights and running statistics were looked through: nothing to report."
                            : "Network and training were looked through before the run began: nothing to report."));
        }
        return findings.stream().<Block>map(Block.Text::new).toList();
    }

    private List<Report.Fact> provenance(JsonObject settings, String command) {
        List<Report.Fact> facts = new ArrayList<>();
        facts.add(new Report.Fact("command", command));
        facts.add(new Report.Fact(
                "the same model",
                "comes from the same command, byte for byte, on the same Java, kernels and vector width, for any number of"
                        + " threads"));
        facts.add(new Report.Fact("data", members(settings.object("data"))));
        facts.add(new Report.Fact("seed", settings.value("seed").toString()));
        facts.add(new Report.Fact("recipe", members(settings.object("recipe"))));
        settings.find("augmentation", JsonValue::asArray)
                .ifPresent(words -> facts.add(new Report.Fact("augmentation", plain(words))));
        settings.find("from", JsonValue::asString).ifPresent(file -> facts.add(new Report.Fact("from", file)));
        facts.add(new Report.Fact("evenkeel", settings.string("evenkeel")));
        facts.add(new Report.Fact("java", settings.string("java")));
        facts.add(new Report.Fact(
                "kernels", settings.string("kernels") + ", " + settings.integer("threads") + " threads"));
        facts.add(new Report.Fact("started", record.string("startedAt")));
        JsonArray resumes = record.array("resumes");
        if (resumes.size() > 0) {
            facts.add(new Report.Fact("resumed", String.join(", ", resumes.toStrings())));
        }
        if (!record.string("status").equals("running")) {
            facts.add(new Report.Fact("ended", record.string("writtenAt")));
        }
        return facts;
    }

    private static String members(JsonObject json) {
        return json.members().entrySet().stream()
                .map(member -> member.getKey() + " " + plain(member.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String plain(JsonValue value) {
        return value.toString().replace("\"", "");
    }
}
