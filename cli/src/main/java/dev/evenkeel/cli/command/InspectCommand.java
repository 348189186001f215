package dev.evenkeel.cli.command;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.display.Figures;
import dev.evenkeel.cli.display.FindingLines;
import dev.evenkeel.cli.display.FittedTable;
import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.cli.display.StatisticsLines;
import dev.evenkeel.cli.model.ModelData;
import dev.evenkeel.cli.model.ModelFileArgument;
import dev.evenkeel.data.KeptAttachments;
import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.text.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evenkeel inspect}. */
@Command(
        name = "inspect",
        sortOptions = false,
        header = "Shows a model's layers, running statistics in figures, provenance, health and folding.",
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%n",
        footer = {
            "",
            "Examples:",
            "  evenkeel inspect run-digits-seed1/model.safetensors",
            "  evenkeel inspect run-digits-seed1 --json"
        })
final class InspectCommand extends Action {
    /** Attachments that are shown in words, or are for the program alone. */
    private static final Set<String> HIDDEN =
            Set.of(KeptAttachments.ENCODING, StatisticsOrigin.ATTACHMENT, TableDrift.KEPT);

    @Mixin
    private final ModelFileArgument file = new ModelFileArgument();

    InspectCommand(Console console) {
        super(console);
    }

    @Override
    public Answer answer() {
        Model model = file.readToShow(console());
        List<Finding> findings = Audit.of(model).findings();
        Optional<FoldReport> folding = Optional.empty();
        Optional<String> refusal = Optional.empty();
        try {
            folding = Optional.of(model.freeze().folding());
        } catch (EvenkeelException problem) {
            refusal = Optional.of(String.valueOf(problem.getMessage()));
        }
        Optional<TableEncoding> encoding = ModelData.of(model, console()).encoding();
        return new Answer(
                text(model, findings, folding, refusal, encoding), json(model, findings, folding, refusal, encoding));
    }

    private String text(
            Model model,
            List<Finding> findings,
            Optional<FoldReport> folding,
            Optional<String> refusal,
            Optional<TableEncoding> encoding) {
        StringBuilder text = new StringBuilder();
        text.append(file.file()).append("\n\n").append(table(model.network()));
        section(text, "Outputs");
        text.append(Settings.wordOf(model.output().outputActivation())).append(", ");
        text.append(
                model.output().labels().isEmpty()
                        ? "values"
                        : "classes " + listed(model.output().labels()));
        model.output()
                .scaling()
                .ifPresent(scaling -> text.append(", scaled back by deviation ")
                        .append(Figures.shown(scaling.deviation().at(0)))
                        .append(" and mean ")
                        .append(Figures.shown(scaling.mean().at(0))));
        text.append('\n');
        encoding.ifPresent(columns -> text.append("predicts ")
                .append(Printable.line(columns.targetName()))
                .append(" from ")
                .append(listed(columns.columns()))
                .append(" (")
                .append(Settings.wordOf(columns.task()))
                .append(")\n"));
        section(text, "Running statistics (min / median / max over the channels)");
        model.statistics()
                .ifPresent(account -> text.append(StatisticsLines.held(account, model.network()))
                        .append('\n'));
        statistics(text, model);
        section(text, "Provenance");
        provenance(text, model);
        section(text, "Health");
        if (findings.isEmpty()) {
            text.append("nothing to report\n");
        }
        FindingLines.of(findings, model.network())
                .forEach(line -> text.append(line).append('\n'));
        section(text, "Folding");
        folding.ifPresent(text::append);
        refusal.ifPresent(
                reason -> text.append("cannot be frozen: ").append(reason).append('\n'));
        return text.toString();
    }

    private String table(Network network) {
        String table = network.toString();
        int columns = console().tableColumns();
        return table.lines().allMatch(line -> line.length() <= columns)
                ? table
                : FittedTable.of(network.table(), Set.of(4, 5), columns);
    }

    /** Names from files within one line. */
    private static String listed(List<String> names) {
        return names.stream().map(Printable::line).collect(Collectors.joining(", "));
    }

    private static void section(StringBuilder text, String title) {
        text.append('\n').append(title).append('\n');
    }

    private static void statistics(StringBuilder text, Model model) {
        boolean any = false;
        for (Node node : model.network().nodes()) {
            if (!node.gathersStatistics()) {
                continue;
            }
            any = true;
            text.append(node.title())
                    .append(", ")
                    .append(model.sampleCounts(node.name()))
                    .append(model.statistics()
                            .flatMap(account -> StatisticsLines.distance(account, node.name()))
                            .orElse(""))
                    .append('\n');
            node.statistics().forEach(statistic -> {
                float[] varying = varying(model, node, statistic.name());
                text.append(String.format(
                        Locale.ROOT,
                        "  %-14s %s\n",
                        InputStandardization.meaning(node.layer(), statistic.name()),
                        varying.length == 0 ? "none, as no channel varies" : Figures.of(varying)));
            });
            held(text, model, node);
        }
        if (!any) {
            text.append("none\n");
        }
    }

    /** Channels of a standardisation that did not vary in the training data. */
    private static void held(StringBuilder text, Model model, Node node) {
        if (!(node.layer() instanceof InputStandardization)) {
            return;
        }
        int held = 0;
        for (float deviation :
                model.tensor(node.name() + "." + InputStandardization.DEVIATION).toArray()) {
            held += deviation == InputStandardization.HELD ? 1 : 0;
        }
        if (held > 0) {
            text.append("  ")
                    .append(held)
                    .append(held == 1 ? " channel does" : " channels do")
                    .append(" not vary in the training data: always 0 behind this layer\n");
        }
    }

    private static void provenance(StringBuilder text, Model model) {
        for (Map.Entry<String, JsonValue> entry : model.provenance().members().entrySet()) {
            if (entry.getKey().equals("bestEpoch") && plain(entry.getValue()).equals("0")) {
                // No validation chose among the epochs.
                continue;
            }
            if (entry.getValue() instanceof JsonObject object) {
                text.append(entry.getKey()).append(":\n");
                object.members().forEach((name, value) -> {
                    if (!name.equals("network")) {
                        text.append("  ")
                                .append(name)
                                .append(": ")
                                .append(plain(value))
                                .append('\n');
                    }
                });
            } else {
                text.append(entry.getKey())
                        .append(": ")
                        .append(plain(entry.getValue()))
                        .append('\n');
            }
        }
        model.attachments().forEach((name, attached) -> {
            if (!HIDDEN.contains(name)) {
                text.append(name).append(": ").append(attached).append('\n');
            }
        });
    }

    private static String plain(JsonValue value) {
        return value.toString().replace("\"", "");
    }

    /** Without the mark of channels that are held. */
    private static float[] varying(Model model, Node node, String tensor) {
        float[] values = model.tensor(node.name() + "." + tensor).toArray();
        float[] kept = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (!(node.layer() instanceof InputStandardization) || value != InputStandardization.HELD) {
                kept[count++] = value;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    private JsonObject json(
            Model model,
            List<Finding> findings,
            Optional<FoldReport> folding,
            Optional<String> refusal,
            Optional<TableEncoding> encoding) {
        JsonObject json = JsonObject.of()
                .with("command", "inspect")
                .with("model", file.file().toString())
                .with("input", JsonArray.ofNumbers(model.network().input().toArray()))
                .with("output", JsonArray.ofNumbers(model.network().output().toArray()))
                .with("parameters", model.network().parameterCount())
                .with("link", Settings.wordOf(model.output().outputActivation()))
                .with("labels", JsonArray.ofStrings(model.output().labels()))
                .with("layers", JsonAnswer.array(layers(model)))
                .with("provenance", model.provenance())
                .with("attachments", JsonArray.ofStrings(model.attachments().keySet()))
                .with("health", FindingLines.json(findings))
                .with("healthy", FindingLines.healthy(findings))
                .with("freezes", folding.isPresent());
        if (encoding.isPresent()) {
            json = json.with("target", encoding.get().targetName())
                    .with("task", Settings.wordOf(encoding.get().task()))
                    .with("columns", JsonArray.ofStrings(encoding.get().columns()));
        }
        if (model.statistics().isPresent()) {
            json = json.with(
                    "statistics", StatisticsLines.json(model.statistics().get()));
        }
        if (refusal.isPresent()) {
            json = json.with("refusal", refusal.get());
        }
        return folding.isPresent() ? withFolding(json, folding.get()) : json;
    }

    private static JsonObject withFolding(JsonObject json, FoldReport report) {
        List<JsonObject> entries = new ArrayList<>();
        report.entries()
                .forEach(entry -> entries.add(JsonObject.of()
                        .with("layer", entry.layer())
                        .with("outcome", Settings.wordOf(entry.outcome()))
                        .with("explanation", entry.explanation())
                        .with("bound", JsonAnswer.number(entry.bound()))));
        return json.with("folding", JsonAnswer.array(entries))
                .with("foldedLayers", report.count(FoldReport.Outcome.FOLDED));
    }

    private static List<JsonObject> layers(Model model) {
        List<JsonObject> layers = new ArrayList<>();
        for (Node node : model.network().nodes()) {
            JsonObject layer = JsonObject.of()
                    .with("name", node.name())
                    .with("kind", node.layer().typeName())
                    .with("settings", node.layer().settings())
                    .with("output", JsonArray.ofNumbers(node.outputShape().toArray()))
                    .with("parameters", node.parameterCount());
            if (node.gathersStatistics()) {
                layer = layer.with("evidence", sampleCounts(model.sampleCounts(node.name())))
                        .with("statistics", statistics(model, node));
            }
            layers.add(layer);
        }
        return layers;
    }

    private static JsonObject sampleCounts(SampleCounts sampleCounts) {
        JsonObject json = JsonObject.of();
        json = sampleCounts.batches().isPresent()
                ? json.with("batches", sampleCounts.batches().getAsLong())
                : json;
        return sampleCounts.values().isPresent()
                ? json.with("values", sampleCounts.values().getAsLong())
                : json;
    }

    private static JsonObject statistics(Model model, Node node) {
        JsonObject json = JsonObject.of();
        for (var statistic : node.statistics()) {
            Figures figures = Figures.of(varying(model, node, statistic.name()));
            json = json.with(
                    statistic.name(),
                    JsonObject.of()
                            .with("min", JsonAnswer.number(figures.min()))
                            .with("median", JsonAnswer.number(figures.median()))
                            .with("max", JsonAnswer.number(figures.max())));
        }
        return json;
    }
}
