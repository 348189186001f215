package dev.evenkeel.inference;

import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.operation.builtin.EmbeddingOperation;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * How far the outputs of a folded predictor were from those of the unfolded one.
 *
 * @param absolute the worst difference of one output
 * @param relative the worst difference of one output, as a share of the largest output of its example
 * @param examples how many examples were tried
 */
public record FoldDifference(double absolute, double relative, int examples) {
    /** Nothing was folded, so nothing was measured. */
    static final FoldDifference NONE = new FoldDifference(0, 0, 0);

    private static final int MAX_EXAMPLES = 32;
    private static final int MAX_FLOATS = 1 << 20;

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

    /**
     * Seeded Gaussian examples; where the inputs are standardised first, with the mean and deviation of that. Where indices are
     * looked up, 0 and -1, which every table has.
     */
    static float[] gaussian(Shape input, List<OperationNode> nodes) {
        int examples = Math.max(1, Math.min(MAX_EXAMPLES, MAX_FLOATS / Math.max(1, input.size())));
        Randomness randomness = Randomness.of(0, "fold difference");
        float[] values = new float[examples * input.size()];
        boolean lookedUp = nodes.stream().anyMatch(node -> node.operation() instanceof EmbeddingOperation);
        for (int index = 0; index < values.length; index++) {
            values[index] = lookedUp ? -randomness.nextInt(2) : (float) randomness.nextGaussian();
        }
        List<OperationNode> readers = nodes.stream()
                .filter(node -> node.inputs().contains(OperationNode.INPUT))
                .toList();
        if (readers.size() == 1 && readers.get(0).operation() instanceof ChannelAffine affine && affine.isFinite()) {
            unstandardize(values, affine);
        }
        return values;
    }

    private static void unstandardize(float[] values, ChannelAffine affine) {
        for (int index = 0; index < values.length; index++) {
            int channel = index % affine.channels();
            double scale = affine.scale(channel) == 0 ? 1 : affine.scale(channel);
            values[index] = (float) (affine.mean(channel) + (values[index] - affine.shift(channel)) / scale);
        }
    }
}
