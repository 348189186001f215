package dev.evenkeel.inference;

/**
 * How far the outputs of a folded predictor were from those of the unfolded one.
 *
 * @param absolute the worst difference of one output
 * @param relative the worst difference of one output, as a share of the largest output of its example
 * @param examples how many examples were tried
 */
public record FoldDifference(double absolute, double relative, int examples) {
    /** Nothing was measured: there are no examples, or nothing was folded. */
    static final FoldDifference NONE = new FoldDifference(0, 0, 0);

    static FoldDifference between(Predictor plain, Predictor folded, float[] inputs) {
        int size = plain.output().size();
        int examples = inputs.length / plain.input().size();
        float[] expected = new float[examples * size];
        float[] actual = new float[examples * size];
        plain.predict(inputs, examples, expected);
        folded.predict(inputs, examples, actual);
        double absolute = 0;
        double relative = 0;
        for (int example = 0; example < examples; example++) {
            double worst = 0;
            double largest = Double.MIN_NORMAL;
            for (int at = example * size; at < (example + 1) * size; at++) {
                double difference = Math.abs((double) expected[at] - actual[at]);
                worst = difference > worst || Double.isNaN(difference) ? difference : worst;
                largest = Math.max(largest, Math.abs(expected[at]));
            }
            absolute = Math.max(absolute, worst);
            relative = Math.max(relative, worst / largest);
        }
        return new FoldDifference(absolute, relative, examples);
    }
}
