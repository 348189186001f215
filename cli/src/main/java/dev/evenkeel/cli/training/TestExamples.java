package dev.evenkeel.cli.training;

import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.data.image.Thumbnail;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.operation.OutputActivation;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Single examples of a test that people want to see: the images furthest from right, predicted beside actual values. */
final class TestExamples {
    private static final int BLOCK = 256;
    private static final int MAX_IMAGES = 12;
    private static final int MAX_POINTS = 500;
    private static final int MAX_SIDE = 64;

    private TestExamples() {}

    private record Missed(int index, int actual, int predicted, float probability, float ofActual) {}

    /** For a report; nothing where there is nothing to see. */
    static Optional<JsonObject> of(Predictor predictor, Dataset test) {
        if (test.size() == 0 || predictor.output().rank() != 1) {
            return Optional.empty();
        }
        if (test.target() instanceof Target.Classes classes) {
            boolean seen = predictor.outputActivation() == OutputActivation.SOFTMAX
                    && Thumbnail.fits(test.inputShape())
                    && predictor.output().size() == classes.count();
            return seen ? Optional.of(worst(predictor, test, classes.labels())) : Optional.empty();
        }
        return predictor.output().size() == 1 ? Optional.of(values(predictor, test)) : Optional.empty();
    }

    private static JsonObject worst(Predictor predictor, Dataset test, List<String> labels) {
        int width = labels.size();
        float[] outputs = new float[Math.min(BLOCK, test.size()) * width];
        List<Missed> missed = new ArrayList<>();
        int[] first = {0};
        test.forEachBatch(BLOCK, batch -> {
            predictor.probabilities(batch.inputs(), 0, batch.examples(), outputs, 0, batch.mask());
            for (int row = 0; row < batch.examples(); row++) {
                int actual = (int) batch.targets()[batch.targetOffset(row)];
                int best = 0;
                for (int label = 1; label < width; label++) {
                    best = outputs[row * width + label] > outputs[row * width + best] ? label : best;
                }
                if (best != actual) {
                    missed.add(new Missed(
                            first[0] + row, actual, best, outputs[row * width + best], outputs[row * width + actual]));
                }
            }
            first[0] += batch.examples();
        });
        missed.sort(Comparator.comparingDouble(Missed::ofActual).thenComparingInt(Missed::index));
        Batch one = new Batch(1, test.inputShape(), test.target());
        List<JsonValue> shown = new ArrayList<>();
        for (Missed example : missed.subList(0, Math.min(MAX_IMAGES, missed.size()))) {
            test.read(example.index(), one, 0);
            byte[] png = Thumbnail.png(one.inputs(), 0, test.inputShape(), MAX_SIDE);
            shown.add(JsonObject.of()
                    .with("index", example.index())
                    .with("label", labels.get(example.actual()))
                    .with("predicted", labels.get(example.predicted()))
                    .with("probability", JsonAnswer.number(example.probability()))
                    .with("png", Base64.getEncoder().encodeToString(png)));
        }
        return shown.isEmpty() ? JsonObject.of() : JsonObject.of().with("worst", new JsonArray(shown));
    }

    private static JsonObject values(Predictor predictor, Dataset test) {
        int points = Math.min(MAX_POINTS, test.size());
        Batch one = new Batch(1, test.inputShape(), test.target());
        float[] output = new float[1];
        List<JsonValue> actual = new ArrayList<>();
        List<JsonValue> predicted = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            one.fill(test, new int[] {(int) ((long) point * test.size() / points)}, 0, 1);
            predictor.predict(one.inputs(), 0, 1, output, 0, one.mask());
            actual.add(JsonAnswer.number(one.targets()[0]));
            predicted.add(JsonAnswer.number(output[0]));
        }
        return JsonObject.of().with("actual", new JsonArray(actual)).with("predicted", new JsonArray(predicted));
    }
}
