package dev.evenkeel.train.loss;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.number.Requirement;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code -sum_c w_c t_c log softmax(x)_c} for raw outputs x, where t is 1 for the example's class and 0 elsewhere, or
 * the target's own probabilities; with smoothing s over C classes {@code t' = (1 - s) t + s / C} (Szegedy et al. 2016).
 * The mean divides by {@code sum_c w_c t_c}, as PyTorch does for classes: a class of weight 2 counts as two examples.
 *
 * <p>Targets: {@code Classes}; or values, a probability for each output; or values, one class index per position.
 *
 * @param smoothing s, from 0 to below 1
 * @param classWeights w in the order of the classes; empty for 1
 */
@CheckReturnValue
public record CrossEntropy(float smoothing, List<Float> classWeights) implements Loss {
    private static final String WHO = "Softmax cross-entropy";

    /** @throws EvenkeelException if the smoothing or a weight is out of range */
    public CrossEntropy {
        Requirement.belowOne(WHO, "smoothing", smoothing);
        classWeights = List.copyOf(classWeights);
        classWeights.forEach(weight -> Requirement.atLeastZero(WHO, "class weight", weight));
    }

    /** The same with label smoothing. */
    public CrossEntropy smoothing(double newSmoothing) {
        return new CrossEntropy((float) newSmoothing, classWeights);
    }

    /** The same with a weight for each class, in the order of the classes. */
    public CrossEntropy classWeights(double... weights) {
        List<Float> list = new ArrayList<>(weights.length);
        for (double weight : weights) {
            list.add((float) weight);
        }
        return new CrossEntropy(smoothing, list);
    }

    @Override
    public JsonObject settings() {
        return JsonObject.of()
                .with("name", "crossEntropy")
                .with("smoothing", smoothing)
                .with("classWeights", JsonArray.of(classWeights, JsonValue::of));
    }

    @Override
    public OutputActivation outputActivation() {
        return OutputActivation.SOFTMAX;
    }

    @Override
    public void check(Shape output, Target target) {
        TargetRows.classes(WHO, output, target);
        if (!classWeights.isEmpty() && classWeights.size() != output.channels()) {
            throw new EvenkeelException(
                    WHO + " has " + classWeights.size() + " class weights, but the network's output " + output + " has "
                            + output.channels() + " classes. Give one weight per class");
        }
    }

    @Override
    public Bound bind(Compute compute, Activations output, Target target, float[] gradient) {
        check(output.shape(), target);
        return new OnRows(this, compute, output, TargetRows.classes(WHO, output.shape(), target), gradient);
    }

    private static final class OnRows extends RowwiseLoss {
        private final Compute compute;
        private final TargetRows.Encoding encoding;
        private final double smoothing;
        private final double[] classWeights;
        private final Matrix scores;
        private final Matrix probabilityRows;
        private final float[] probabilities;
        private final float[] logSums;

        OnRows(CrossEntropy loss, Compute compute, Activations output, TargetRows rows, float[] gradient) {
            super(compute, output, rows.size(), gradient);
            this.compute = compute;
            this.encoding = rows.encoding();
            this.smoothing = loss.smoothing;
            this.classWeights = new double[channels];
            Arrays.setAll(classWeights, c -> loss.classWeights.isEmpty() ? 1 : loss.classWeights.get(c));
            this.probabilities = new float[outputs.length];
            this.scores = output.matrix();
            this.probabilityRows = output.matrix().over(probabilities);
            this.logSums = new float[scores.rows()];
        }

        @Override
        void prepare(int from, int to) {
            compute.kernels().rows().softmax(scores, probabilityRows, logSums, from, to);
        }

        @Override
        double targetWeight(float[] targets, int targetAt) {
            if (encoding == TargetRows.Encoding.INDEX) {
                return classWeights[TargetRows.classAt(WHO, targets, targetAt, channels)];
            }
            double weight = 0;
            for (int c = 0; c < channels; c++) {
                weight += classWeights[c] * TargetRows.probabilityAt(WHO, targets, targetAt + c);
            }
            return weight;
        }

        /**
         * {@code -log p_c = -log p_r + x_r - x_c} for any class r: with the likeliest one nothing cancels, so the loss
         * is as exact for outputs of 1e4 as for outputs of 1.
         */
        @Override
        double loss(int row, int outputAt, float[] targets, int targetAt) {
            int likeliest = 0;
            for (int c = 1; c < channels; c++) {
                if (outputs[outputAt + c] > outputs[outputAt + likeliest]) {
                    likeliest = c;
                }
            }
            double others = 0;
            for (int c = 0; c < channels; c++) {
                others += c == likeliest ? 0 : probabilities[outputAt + c];
            }
            double top = outputs[outputAt + likeliest];
            double reference =
                    others < 0.5 ? -StrictMath.log1p(-others) : -StrictMath.log(probabilities[outputAt + likeliest]);
            double loss = 0;
            for (int c = 0; c < channels; c++) {
                double weight = weighted(c, targets, targetAt);
                if (weight != 0) {
                    loss += weight * (reference + (top - outputs[outputAt + c]));
                }
            }
            return loss;
        }

        @Override
        void differentiate(int row, int outputAt, float[] targets, int targetAt, double factor) {
            double total = 0;
            for (int c = 0; c < channels; c++) {
                total += weighted(c, targets, targetAt);
            }
            for (int c = 0; c < channels; c++) {
                gradients[outputAt + c] =
                        (float) (factor * (total * probabilities[outputAt + c] - weighted(c, targets, targetAt)));
            }
        }

        private double weighted(int c, float[] targets, int targetAt) {
            double target =
                    encoding == TargetRows.Encoding.INDEX ? (targets[targetAt] == c ? 1 : 0) : targets[targetAt + c];
            return classWeights[c] * ((1 - smoothing) * target + smoothing / channels);
        }
    }
}
