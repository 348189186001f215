package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A run as charts: the loss step by step, then for each figure its epochs, in training and validation, and the learning
 * rate.
 */
final class LearningCurves {
    private static final List<String> TRAINING = List.of("loss", "accuracy");
    /** Where the largest of the losses is so many times the least, they lie along a logarithmic axis. */
    private static final double WIDE = 50;

    private final List<JsonObject> epochs;
    private final List<Double> numbers;
    private final Optional<JsonObject> steps;

    private LearningCurves(List<JsonObject> epochs, Optional<JsonObject> steps) {
        this.epochs = epochs;
        this.numbers = epochs.stream().map(epoch -> epoch.number("epoch")).toList();
        this.steps = steps;
    }

    /**
     * Of {@code run.json}: its {@code history} and, where it is there, its {@code curve}, which has as many {@code steps} as
     * {@code loss}es and {@code stepsPerEpoch}.
     *
     * @return nothing, for a run without an epoch and a curve
     */
    static List<Block> of(JsonObject record) {
        return new LearningCurves(
                        record.array("history").elements().stream()
                                .map(JsonValue::asObject)
                                .toList(),
                        record.find("curve", JsonValue::asObject)
                                .filter(curve -> curve.array("steps").size() > 1))
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
        List<Block> blocks = new ArrayList<>();
        steps.ifPresent(curve -> blocks.add(byStep(curve)));
        if (epochs.isEmpty()) {
            return blocks;
        }
        blocks.add(new Block.Text(
                "By epoch, training figures are means over it, taken while the weights changed. Validation"
                        + " figures are of the weights at its end."));
        for (String figure : figures()) {
            List<Block.Series> series = new ArrayList<>();
            if (TRAINING.contains(figure) && epochs.stream().anyMatch(epoch -> epoch.has(figure))) {
                series.add(series("training", epoch -> number(epoch, figure)));
            }
            if (epochs.stream().anyMatch(epoch -> validation(epoch).has(figure))) {
                series.add(series("validation", epoch -> number(validation(epoch), figure)));
            }
            if (!(figure.equals("loss") && steps.isPresent())) {
                blocks.add(chart(title(figure), series));
            }
        }
        blocks.add(chart("Learning rate", List.of(series("learning rate", epoch -> number(epoch, "rate")))));
        return blocks;
    }

    /** Training and validation on one axis, in one unit. */
    private Block byStep(JsonObject curve) {
        List<Double> losses = numbers(curve, "loss");
        List<Block.Series> series = new ArrayList<>();
        series.add(new Block.Series("training", numbers(curve, "steps"), losses));
        List<Double> all = new ArrayList<>(losses);
        List<JsonObject> validated =
                epochs.stream().filter(epoch -> validation(epoch).has("loss")).toList();
        if (!validated.isEmpty()) {
            double perEpoch = curve.number("stepsPerEpoch");
            List<Double> validation = validated.stream()
                    .map(epoch -> number(validation(epoch), "loss"))
                    .toList();
            series.add(new Block.Series(
                    "validation",
                    validated.stream()
                            .map(epoch -> perEpoch * epoch.number("epoch"))
                            .toList(),
                    validation));
            all.addAll(validation);
        }
        double[] known = all.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        boolean wide = known.length > 1 && known[0] > 0 && known[known.length - 1] > WIDE * known[0];
        Block.Axis up = wide ? Block.Axis.logarithmic("Loss") : Block.Axis.linear("Loss");
        return new Block.Lines("Loss by step", Block.Axis.linear("step"), up, series);
    }

    private static List<Double> numbers(JsonObject json, String key) {
        return json.array(key).elements().stream()
                .map(value -> value instanceof JsonNull ? Double.NaN : value.asDouble())
                .toList();
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
