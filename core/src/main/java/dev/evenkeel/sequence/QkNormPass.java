package dev.evenkeel.sequence;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.team.Grain;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.RowNormalization;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.Variable;
import java.util.Arrays;

/** Trains a {@link QkNorm}, head by head. */
final class QkNormPass implements TrainingPass {
    private final QkNorm layer;
    private final TrainingContext context;
    private final Heads heads;
    private final ColumnReduction reduction;
    private final GradientSums sums;
    private final ColumnReduction.GradientLoop[] backward;
    private final Matrix rest;
    private final Matrix restGradient;
    private final Team.RangeTask forward;
    private final Team.RangeTask copyRest;

    /** The channels of each head, and what they are normalised by. */
    static final class Heads {
        private final QkNorm layer;
        private final RowNormalization[] normalizations;
        private final float[] zeros;
        private final int rows;
        private final int channels;

        Heads(QkNorm layer, int rows, int channels) {
            this.layer = layer;
            this.rows = rows;
            this.channels = channels;
            normalizations = new RowNormalization[layer.heads()];
            Arrays.setAll(
                    normalizations, head -> new RowNormalization(layer.kind().centering(), layer.epsilon(), rows));
            zeros = new float[layer.width()];
        }

        RowNormalization of(int head) {
            return normalizations[head];
        }

        void gamma(int head, float[] gamma) {
            normalizations[head].affine(gamma, zeros);
        }

        /** The channels of a head in {@code values}. */
        Matrix matrix(int head, float[] values) {
            return Matrix.rowMajor(rows, layer.width(), channels).over(values, head * layer.width());
        }

        Matrix[] matrices(float[] values) {
            Matrix[] matrices = new Matrix[layer.heads()];
            Arrays.setAll(matrices, head -> matrix(head, values));
            return matrices;
        }

        /** The channels behind all heads. */
        Matrix rest(float[] values) {
            int own = layer.heads() * layer.width();
            return Matrix.rowMajor(rows, channels - own, channels).over(values, own);
        }
    }

    QkNormPass(QkNorm layer, TrainingContext context) {
        this.layer = layer;
        this.context = context;
        int rows = context.input().rows(context.batchSize());
        int channels = context.inputShape().channels();
        heads = new Heads(layer, rows, channels);
        Kernels kernels = context.compute().kernels();
        float[] values = context.input().values();
        float[] dxValues = context.needsInputGradient(0) ? context.inputGradient(0) : new float[values.length];
        Matrix[] x = heads.matrices(values);
        Matrix[] y = heads.matrices(context.output().values());
        Matrix[] dy = heads.matrices(context.outputGradient());
        Matrix[] dx = heads.matrices(dxValues);
        rest = heads.rest(values);
        restGradient = heads.rest(context.outputGradient());
        Matrix restOutput = heads.rest(context.output().values());
        Matrix restInputGradient = heads.rest(dxValues);
        reduction = new ColumnReduction(context.compute(), rows, layer.width());
        sums = new GradientSums(layer.width());
        forward = (from, to) -> {
            for (int head = 0; head < x.length; head++) {
                kernels.rows().normalize(heads.of(head), x[head], y[head], from, to);
            }
            copy(kernels, rest, restOutput, from, to);
        };
        copyRest = (from, to) -> copy(kernels, restGradient, restInputGradient, from, to);
        backward = new ColumnReduction.GradientLoop[x.length];
        Arrays.setAll(
                backward,
                head -> (from, to, out) ->
                        kernels.rows().normalizeBackward(heads.of(head), x[head], dy[head], dx[head], from, to, out));
    }

    static void copy(Kernels kernels, Matrix from, Matrix to, int first, int end) {
        if (from.columns() > 0) {
            kernels.rows().copy(from, to, first, end);
        }
    }

    @Override
    public void forward(Step step) {
        for (int head = 0; head < layer.heads(); head++) {
            heads.gamma(head, context.parameter(layer.gamma(head)).values());
        }
        int rows = context.input().rows(step.examples());
        context.compute().team().run(rows, Grain.rows(context.inputShape().channels()), forward);
    }

    @Override
    public void backward(Step step) {
        int rows = context.input().rows(step.examples());
        for (int head = 0; head < layer.heads(); head++) {
            reduction.gradientSums(0, rows, backward[head], sums);
            Variable gamma = context.parameter(layer.gamma(head));
            for (int column = 0; gamma.needsGradient() && column < layer.width(); column++) {
                gamma.gradient()[column] += (float) sums.dyXhat()[column];
            }
        }
        context.compute().team().run(rows, Grain.rows(context.inputShape().channels()), copyRest);
    }
}
