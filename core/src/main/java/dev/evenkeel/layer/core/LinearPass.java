package dev.evenkeel.layer.core;

import dev.evenkeel.kernel.product.MatrixProduct;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.layer.fusion.Fusion;
import java.util.Optional;

/**
 * Trains a {@link Linear}: one product forward, with a ReLU in its epilogue where one was fused, up to two backward, and the
 * column sums of dy for the bias.
 */
final class LinearPass implements TrainingPass {
    private static final Epilogue NONE = new Epilogue();

    private final TrainingContext context;
    private final Variable weight;
    private final boolean biased;
    private final MatrixProduct forward;
    private final MatrixProduct backward;
    private final Matrix x;
    private final Matrix y;
    private final Matrix dy;
    private final Matrix dyTransposed;
    private final Matrix dx;
    private final Matrix w;
    private final Matrix wTransposed;
    private final Matrix dw;
    private final Epilogue epilogue = new Epilogue();
    private final boolean rectified;
    private final Optional<Moments> moments;
    private final Team.RangeTask rectify = this::rectify;
    private final ColumnReduction columns;

    LinearPass(Linear layer, TrainingContext context) {
        this.context = context;
        Fusion fusion = Fusion.of(context);
        fusion.offerUnfused(this::writeUnfused);
        weight = context.parameter("weight");
        biased = layer.bias() == Linear.Bias.WITH;
        int inputs = context.inputShape().channels();
        int features = layer.features();
        int mostRows = context.input().rows(context.batchSize());
        Compute compute = context.compute();
        forward = new MatrixProduct(compute, inputs, features);
        backward = new MatrixProduct(compute, Math.max(mostRows, features), inputs);
        x = context.input().matrix();
        y = context.output().matrix();
        dy = context.output().matrix().over(context.outputGradient());
        dyTransposed = Matrix.columnMajor(features, mostRows).over(context.outputGradient());
        dx = context.input().matrix();
        w = Matrix.rowMajor(features, inputs);
        wTransposed = Matrix.columnMajor(inputs, features);
        dw = Matrix.rowMajor(features, inputs);
        rectified = fusion.fused().isPresent();
        moments = fusion.outputMoments();
        epilogue.activation(rectified ? Activation.RELU : Activation.IDENTITY, 0);
        columns = new ColumnReduction(compute, mostRows, features);
    }

    @Override
    public void forward(Step step) {
        if (biased) {
            epilogue.shift(context.parameter("bias").values());
        }
        int rows = context.input().rows(step.examples());
        wTransposed.over(weight.values());
        if (moments.isPresent()) {
            forward.runWithMoments(x.rows(rows), wTransposed, y.rows(rows), Start.ZERO, epilogue, moments.get());
        } else {
            forward.run(x.rows(rows), wTransposed, y.rows(rows), Start.ZERO, epilogue);
        }
    }

    private void writeUnfused(int count, float[] to) {
        Epilogue unfused = new Epilogue();
        if (biased) {
            unfused.shift(context.parameter("bias").values());
        }
        int rows = context.input().rows(count);
        Matrix unfusedY = Matrix.rowMajor(rows, y.columns()).over(to);
        forward.run(x.rows(rows), wTransposed.over(weight.values()), unfusedY, Start.ZERO, unfused);
    }

    @Override
    public void backward(Step step) {
        int rows = context.input().rows(step.examples());
        if (rectified) {
            context.compute().team().run(rows * y.columns(), Grain.FLOATS, rectify);
        }
        if (weight.needsGradient()) {
            dw.over(weight.gradient());
            backward.run(dyTransposed.columns(rows), x.rows(rows), dw, Start.SUM, NONE);
        }
        if (biased && context.parameter("bias").needsGradient()) {
            columns.addSums(
                    context.outputGradient(), 0, rows, context.parameter("bias").gradient());
        }
        if (context.needsInputGradient(0)) {
            dx.rows(rows).over(context.inputGradient(0));
            backward.run(dy.rows(rows), w.over(weight.values()), dx, Start.ZERO, NONE);
        }
    }

    private void rectify(int from, int to) {
        float[] gradients = dy.values();
        context.compute().kernels().activations().reluBackward(y.values(), gradients, from, gradients, from, to - from);
    }
}
