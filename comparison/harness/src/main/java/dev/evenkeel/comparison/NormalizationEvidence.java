package dev.evenkeel.comparison;

import dev.evenkeel.comparison.Task.Normalization;
import dev.evenkeel.comparison.Task.Normalization.Kind;
import dev.evenkeel.comparison.value.Values;
import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.reference.NormalizationReference.Center;
import dev.evenkeel.reference.NormalizationReference.Gradients;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What batch normalization, alone or with a ReLU behind it, and layer normalization should give, in double. */
final class NormalizationEvidence {
    private final Normalization task;
    private final NormalizationReference reference;
    private final double[] x;
    private final double[] gamma;
    private final double[] y;

    NormalizationEvidence(Normalization task) {
        this.task = task;
        int channels = task.extent().channels();
        reference = task.kind() == Kind.LAYER
                ? NormalizationReference.rows(channels, Center.MEAN, Values.EPSILON)
                : NormalizationReference.batch(Shape.of(channels), Values.EPSILON);
        x = wide(Values.input(task.extent().rows() * channels));
        gamma = wide(Values.gamma(channels));
        y = reference.forward(x, gamma, wide(Values.beta(channels)));
    }

    Evidence evidence() {
        return task.pass() == Pass.FORWARD ? forward() : backward();
    }

    private Evidence forward() {
        return Reference.sampled(
                "output", y.length, place -> task.kind() == Kind.BATCH_RELU ? Math.max(0, y[place]) : y[place]);
    }

    private Evidence backward() {
        double[] dy = wide(Values.outputGradient(x.length));
        for (int place = 0; place < dy.length; place++) {
            dy[place] = task.kind() == Kind.BATCH_RELU && y[place] <= 0 ? 0 : dy[place];
        }
        Gradients gradients = reference.backward(x, gamma, dy);
        return new Evidence()
                .withSamples("input gradient", sample(gradients.dx()))
                .withSamples("gamma gradient", sample(gradients.gamma()))
                .withSamples("beta gradient", sample(gradients.beta()));
    }

    private static double[] sample(double[] values) {
        return Arrays.stream(Evidence.places(values.length))
                .mapToDouble(place -> values[place])
                .toArray();
    }

    private static double[] wide(float[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(place -> values[place])
                .toArray();
    }
}
