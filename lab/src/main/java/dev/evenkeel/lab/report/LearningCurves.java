package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The epochs of a run as charts: one for each figure, in training and validation, and one for the learning rate. */
final class LearningCurves {
    private static final List<String> TRAINING = List.of("loss", "accuracy");

    private final List<JsonObject> epochs;
    private final List<Double> numbers;

    private LearningCurves(List<JsonObject> epochs) {
        this.epochs = epochs;
        this.numbers = epochs.stream().map(epoch -> epoch.number("epoch")).toList();
    }

    /** @return nothing, for a run without an epoch */
    static List<Block> of(JsonArray history) {
        return new LearningCurves(
                        history.elements().stream().map(JsonValue::asObject).toList())
                .blocks();
    }

    /** The number {@code key}; NaN where there is none. */
    static double number(JsonObject json, String key) {
        return json.find(key)
                .filter(value -> !(value instanceof JsonNull))
                .map(value -> json.number(key))
                .orElse(Double.NaN);
    }

    private List<Block> blocks() {
        if (epochs.isEmpty()) {
            return List.of();
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(
                new Block.Text("Training figures are means over an epoch, taken while the weights changed. Validation"
                        + " figures are of the weights at its end."));
        for (String figure : figures()) {
            List<Block.Series> series = new ArrayList<>();
            if (TRAINING.contains(figure) && epochs.stream().anyMatch(epoch -> epoch.has(figure))) {
                series.add(series("training", epoch -> number(epoch, figure)));
            }
            if (epochs.stream().anyMatch(epoch -> validation(epoch).has(figure))) {
                series.add(series("validation", epoch -> number(validation(epoch), figure)));
            }
            blocks.add(chart(title(figure), series));
        }
        blocks.add(chart("Learning rate", List.of(series("learning rate", epoch -> number(epoch, "rate")))));
        return blocks;
    }

    private Set<String> figures() {
        Set<String> figures = new LinkedHashSet<>();
        for (JsonObject epoch : epochs) {
            TRAINING.stream().filter(epoch::has).forEach(figures::add);
            figures.addAll(validation(epoch).members().keySet());
        }
        return figures;
    }

    private static JsonObject validation(JsonObject epoch) {
        return epoch.find("validation", JsonValue::asObject).orElse(JsonObject.of());
    }

    private Block.Series series(String name, java.util.function.ToDoubleFunction<JsonObject> figure) {
        return new Block.Series(
                name, numbers, epochs.stream().mapToDouble(figure).boxed().toList());
    }

    private static Block.Lines chart(String title, List<Block.Series> series) {
        return new Block.Lines(title, Block.Axis.linear("epoch"), Block.Axis.linear(title), series);
    }

    private static String title(String figure) {
        return switch (figure) {
            case "loss" -> "Loss";
            case "accuracy" -> "Accuracy";
            case "logLoss" -> "Log loss";
            case "rmse" -> "RMSE";
            case "mae" -> "Mean absolute error";
            case "r2" -> "R2";
            default -> figure;
        };
    }
}
