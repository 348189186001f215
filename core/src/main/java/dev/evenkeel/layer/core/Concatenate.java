package dev.evenkeel.layer.core;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.Rows;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.PlainLayer;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * The channels of several inputs behind each other, position by position: {@code [..., c1], [..., c2], ... -> [..., c1 +
 * c2 + ...]}. Backward: each input gets its part of dy.
 */
public record Concatenate() implements PlainLayer {
    @Override
    public Shape outputShape(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new EvenkeelException("needs two inputs or more, but got " + inputs.size());
        }
        int channels = 0;
        for (Shape input : inputs) {
            if (!input.withChannels(1).equals(inputs.get(0).withChannels(1))) {
                throw new EvenkeelException("needs inputs that differ in their channels only, but got " + inputs);
            }
            channels = Math.addExact(channels, input.channels());
        }
        return inputs.get(0).withChannels(channels);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        Matrix[] x = new Matrix[context.inputs()];
        Arrays.setAll(x, index -> context.input(index).matrix());
        int channels = context.output().shape().channels();
        Matrix[] y = parts(x, context.output().values(), channels);
        Matrix[] dy = parts(x, context.outputGradient(), channels);
        Matrix[] dx = new Matrix[x.length];
        Arrays.setAll(
                dx,
                index -> context.needsInputGradient(index)
                        ? context.input(index).matrix().over(context.inputGradient(index))
                        : x[index]);
        Rows rows = context.compute().kernels().rows();
        return LoopPass.ofRows(context, (from, to) -> copy(rows, x, y, from, to), (from, to) -> {
            for (int index = 0; index < x.length; index++) {
                if (context.needsInputGradient(index)) {
                    rows.copy(dy[index], dx[index], from, to);
                }
            }
        });
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new Joined("concatenate");
    }

    /** The columns of {@code values} that each input has. */
    private static Matrix[] parts(Matrix[] inputs, float[] values, int channels) {
        Matrix[] parts = new Matrix[inputs.length];
        int at = 0;
        for (int index = 0; index < parts.length; index++) {
            int own = inputs[index].columns();
            parts[index] = Matrix.rowMajor(inputs[index].rows(), own, channels).over(values, at);
            at += own;
        }
        return parts;
    }

    private static void copy(Rows rows, Matrix[] x, Matrix[] y, int from, int to) {
        for (int index = 0; index < x.length; index++) {
            rows.copy(x[index], y[index], from, to);
        }
    }

    private record Joined(String describe) implements Operation {
        @Override
        public boolean isPositionwise() {
            return true;
        }

        @Override
        public Bound bind(Compute compute, Activations[] inputs, Activations output) {
            Matrix[] x = Arrays.stream(inputs).map(Activations::matrix).toArray(Matrix[]::new);
            Matrix[] y = parts(x, output.values(), output.shape().channels());
            return examples -> copy(compute.kernels().rows(), x, y, 0, output.rows(examples));
        }
    }
}
