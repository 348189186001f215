package dev.evenkeel.spark.scoring;

/** What a predictor gives for a block of inputs, as Spark has it: a score and a probability for each class. */
final class OutputVectors {
    private final Scorer scorer;
    private final Outputs outputs;
    private final float[] raw;
    private final float[] probabilities;
    private final int size;

    OutputVectors(Scorer scorer, int capacity) {
        this.scorer = scorer;
        outputs = scorer.outputs();
        size = scorer.predictor().output().size();
        raw = new float[capacity * size];
        probabilities = outputs.hasProbabilities() ? new float[capacity * size] : new float[0];
    }

    void compute(float[] inputs, int examples) {
        scorer.predictor().predict(inputs, examples, raw);
        if (outputs.hasProbabilities()) {
            scorer.predictor().probabilities(inputs, examples, probabilities);
        }
    }

    /** The scores or values of an example. */
    double[] raw(int at) {
        return outputs.kind() == Outputs.Kind.TWO_CLASSES ? new double[] {-raw[at], raw[at]} : wide(raw, at);
    }

    double[] probabilities(int at) {
        double second = probabilities[at];
        return outputs.kind() == Outputs.Kind.TWO_CLASSES ? new double[] {1 - second, second} : wide(probabilities, at);
    }

    private double[] wide(float[] values, int at) {
        double[] wide = new double[size];
        for (int index = 0; index < size; index++) {
            wide[index] = values[at * size + index];
        }
        return wide;
    }
}
