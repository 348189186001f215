package dev.evenkeel.train.loss;

import static dev.evenkeel.train.loss.Losses.binaryCrossEntropy;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.loss.Losses.huber;
import static dev.evenkeel.train.loss.Losses.meanSquaredError;

import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/** Every loss beside its formula in double precision. */
final class LossCases {
    private LossCases() {}

    /** The loss of one row and its weight in the mean, straight from the formula. */
    interface Formula {
        double loss(double[] x, double[] t);

        default double weight(double[] t) {
            return 1;
        }
    }

    record Case(String name, Loss loss, Shape output, Target target, Formula formula) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> all() {
        return Stream.of(
                new Case(
                        "classes",
                        crossEntropy(),
                        Shape.of(10),
                        Target.classes(10),
                        naive(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
                new Case(
                        "smoothing",
                        crossEntropy().smoothing(0.1),
                        Shape.of(3),
                        Target.classes(3),
                        naive(0.1, 1, 1, 1)),
                new Case(
                        "class weights",
                        crossEntropy().classWeights(0.5, 2, 3),
                        Shape.of(3),
                        Target.classes(3),
                        naive(0, 0.5, 2, 3)),
                new Case(
                        "smoothing and class weights",
                        crossEntropy().smoothing(0.2).classWeights(0.5, 2, 3),
                        Shape.of(3),
                        Target.classes(3),
                        naive(0.2, 0.5, 2, 3)),
                new Case("a class per position", crossEntropy(), Shape.of(5, 3), Target.values(5), naive(0, 1, 1, 1)),
                new Case(
                        "probabilities",
                        crossEntropy().smoothing(0.1).classWeights(1, 2),
                        Shape.of(4, 2),
                        Target.values(8),
                        naive(0.1, 1, 2)),
                new Case(
                        "squared error",
                        meanSquaredError(),
                        Shape.of(3),
                        Target.values(3),
                        (x, t) -> mean(x, t, (a, b) -> (a - b) * (a - b))),
                new Case(
                        "squared error per position",
                        meanSquaredError(),
                        Shape.of(4, 1),
                        Target.values(4),
                        (x, t) -> mean(x, t, (a, b) -> (a - b) * (a - b))),
                new Case(
                        "huber",
                        huber(0.7),
                        Shape.of(3),
                        Target.values(3),
                        (x, t) -> mean(x, t, (a, b) -> {
                            double d = Math.abs(a - b);
                            return d <= 0.7f ? d * d / 2 : 0.7f * (d - 0.7f / 2);
                        })),
                new Case("labels", binaryCrossEntropy(), Shape.of(4), Target.values(4), LossCases::binary),
                new Case("two classes", binaryCrossEntropy(), Shape.of(1), Target.classes(2), LossCases::binary),
                new Case(
                        "custom",
                        Losses.custom("cubed", OutputActivation.IDENTITY, (output, target, gradient) -> {
                            double sum = 0;
                            for (int c = 0; c < output.length; c++) {
                                double d = (double) output[c] - target[c];
                                gradient[c] = (float) (3 * d * d);
                                sum += d * d * d;
                            }
                            return sum;
                        }),
                        Shape.of(2, 3),
                        Target.values(6),
                        (x, t) -> x.length * mean(x, t, (a, b) -> (a - b) * (a - b) * (a - b))));
    }

    /** PyTorch's softmax cross-entropy with smoothing and class weights. */
    static Formula naive(double smoothing, double... classWeights) {
        return new Formula() {
            @Override
            public double loss(double[] x, double[] t) {
                double max = Arrays.stream(x).max().orElseThrow();
                double logSum = max
                        + Math.log(Arrays.stream(x).map(v -> Math.exp(v - max)).sum());
                double loss = 0;
                for (int c = 0; c < x.length; c++) {
                    double smooth = (1 - (float) smoothing) * probability(t, c) + (float) smoothing / x.length;
                    loss += classWeights[c] * smooth * (logSum - x[c]);
                }
                return loss;
            }

            @Override
            public double weight(double[] t) {
                double weight = 0;
                for (int c = 0; c < classWeights.length; c++) {
                    weight += classWeights[c] * probability(t, c);
                }
                return weight;
            }
        };
    }

    private static double probability(double[] t, int c) {
        return t.length == 1 ? (t[0] == c ? 1 : 0) : t[c];
    }

    static double binary(double[] x, double[] t) {
        return mean(x, t, (logit, target) -> {
            double p = 1 / (1 + Math.exp(-logit));
            return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
        });
    }

    private static double mean(double[] x, double[] t, DoubleBinaryOperator one) {
        double sum = 0;
        for (int c = 0; c < x.length; c++) {
            sum += one.applyAsDouble(x[c], t[c]);
        }
        return sum / x.length;
    }
}
