package dev.evenkeel.cli;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.train.ConfusionMatrix;
import java.util.Optional;

/** Counts which classes a predictor takes for which, where they are few enough to show. */
final class Confusion {
    private static final int BLOCK = 256;
    private static final int MOST_CLASSES = 20;

    private Confusion() {}

    static Optional<ConfusionMatrix> of(Predictor predictor, Dataset dataset) {
        return dataset.target() instanceof Target.Classes classes && classes.count() <= MOST_CLASSES
                ? Optional.of(count(predictor, dataset, classes))
                : Optional.empty();
    }

    private static ConfusionMatrix count(Predictor predictor, Dataset dataset, Target.Classes classes) {
        ConfusionMatrix.Counter counter = ConfusionMatrix.start(predictor.output(), classes, predictor.link());
        int width = predictor.output().size();
        float[] outputs = new float[Math.min(BLOCK, dataset.size()) * width];
        dataset.forEachBatch(BLOCK, batch -> {
            predictor.predict(batch.inputs(), batch.examples(), outputs);
            for (int row = 0; row < batch.examples(); row++) {
                counter.add(outputs, row * width, batch.targets(), batch.targetOffset(row));
            }
        });
        return counter.matrix();
    }
}
