package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.SumRows;
import dev.evenkeel.tensor.Shape;

/** A layer whose output positions are weighted sums of its input's positions. */
interface SummingLayer extends UnaryLayer {
    SumRows rows(Shape input);

    @Override
    default TrainingPass training(TrainingContext context) {
        return pass(context, rows(context.inputShape()));
    }

    @Override
    default Operation inference(InferenceContext context) {
        return rows(context.inputShape());
    }

    /** Training with weighted sums of positions. Backward: the sums of the transposed matrix. */
    static TrainingPass pass(TrainingContext context, SumRows rows) {
        Kernels kernels = context.compute().kernels();
        Activations output = context.output();
        WindowOffsets backward = rows.taps().transposed();
        int channels = context.inputShape().channels();
        Matrix dy = Matrix.rowMajor(
                        output.rows(context.batchSize()),
                        channels,
                        output.shape().channels())
                .over(context.outputGradient(), rows.before());
        Matrix x = context.input().matrix();
        Matrix dx = context.needsInputGradient(0) ? x.over(context.inputGradient(0)) : x;
        return LoopPass.ofExamples(context, rows.over(kernels, context.input(), output), (from, to) -> {
            for (int example = from; example < to; example++) {
                kernels.windows().sum(backward, dy, dx, example, 0);
            }
        });
    }
}
