package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.RecurrentCells;
import dev.evenkeel.kernel.Updates;
import dev.evenkeel.kernel.Updates.AdamSettings.Coupling;
import dev.evenkeel.kernel.Windows;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ActivationBuffers;
import dev.evenkeel.kernel.view.CellRow;
import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.view.Momentum;
import dev.evenkeel.kernel.view.ParameterUpdate;
import dev.evenkeel.kernel.view.RowNormalization;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import dev.evenkeel.kernel.window.WindowOffsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ObjIntConsumer;

/** Every loop but got the matrix product, once, on seeded data of one size: what out, by the loop's name. */
final class KernelRun {
    private static final int PAD = 3;

    final int rows;
    final int columns;
    final Map<String, float[]> elements = new LinkedHashMap<>();
    final Map<String, double[]> reductions = new LinkedHashMap<>();

    /** How the data look. */
    enum Data {
        PLAIN,
        /** Mean 1e4, variance 1e-4. */
        FAR,
        /** NaN, infinities, subnormals and the largest floats among plain ones. */
        SPECIAL
    }

    KernelRun(Kernels kernels, int rows, int columns, Data data) {
        this.rows = rows;
        this.columns = columns;
        Random random = new Random(31L * rows + columns);
        int length = rows * columns;
        float[] x = values(random, PAD + length, data);
        float[] dy = values(random, PAD + length, data == Data.SPECIAL ? data : Data.PLAIN);
        float[] scale = values(random, columns + 1, Data.PLAIN);
        float[] shift = values(random, columns + 1, Data.PLAIN);
        columns(kernels.columns(), random, data);
        rows(kernels, x, dy, scale, shift);
        taps(kernels.windows(), x, dy);
        elements(kernels, x, dy);
        updates(kernels, x, dy);
        cells(kernels.cells(), data);
    }

    /** All rows but the first, so that they begin anywhere. */
    private void columns(Columns loops, Random random, Data data) {
        int to = rows + 1;
        float[] x = values(random, to * columns, data);
        float[] dy = values(random, to * columns, data == Data.SPECIAL ? data : Data.PLAIN);
        float[][] plain = new float[5][];
        for (int index = 0; index < plain.length; index++) {
            plain[index] = values(random, columns, Data.PLAIN);
        }
        Moments moments = new Moments(columns);
        loops.moments(x, 1, to, moments);
        reductions.put("columnMoments mean", moments.mean());
        reductions.put("columnMoments m2", moments.m2());
        double[] sums = new double[columns + 1];
        loops.sums(x, 1, to, columns, sums);
        reductions.put("columnSums", sums);
        for (Activation activation : new Activation[] {Activation.IDENTITY, Activation.RELU}) {
            ColumnNormalization by = new ColumnNormalization(columns, activation);
            for (int column = 0; column < columns; column++) {
                double center = data == Data.FAR ? 1e4 : plain[0][column];
                by.setForward(column, center, plain[1][column], plain[2][column], plain[3][column]);
                by.setBackward(column, plain[4][column], plain[3][column]);
            }
            float[] y = new float[PAD + rows * columns];
            loops.normalize(x, 1, to, by, y, 1);
            elements.put("normalizeColumns " + activation, y);
            float[] dx = dy.clone();
            loops.normalizeBackward(x, dx, 1, to, by, dx, columns);
            elements.put("normalizeColumnsBackward " + activation, dx);
            GradientSums gradients = new GradientSums(columns);
            loops.gradientSums(x, dy, 1, to, by, gradients);
            reductions.put("columnGradientSums dy " + activation, gradients.dy());
            reductions.put("columnGradientSums dy xhat " + activation, gradients.dyXhat());
        }
    }

    private void rows(Kernels kernels, float[] x, float[] dy, float[] gamma, float[] beta) {
        int length = rows * columns;
        for (Centering centering : Centering.values()) {
            float[] y = new float[PAD + length];
            RowNormalization normalization = new RowNormalization(centering, 1e-5f, rows).affine(gamma, beta);
            Matrix inputs = Matrix.rowMajor(rows, columns).over(x, PAD);
            kernels.rows()
                    .normalize(
                            normalization,
                            inputs,
                            Matrix.rowMajor(rows, columns).over(y, 2),
                            0,
                            rows);
            put("normalizeRows " + centering, y);
            put("normalizeRows inverse " + centering, normalization.inverse());
            float[] dx = dy.clone();
            Matrix gradients = Matrix.rowMajor(rows, columns).over(dx, PAD);
            GradientSums sums = new GradientSums(columns);
            kernels.rows().normalizeBackward(normalization, inputs, gradients, gradients, 0, rows, sums);
            put("normalizeRowsBackward " + centering, dx);
            reductions.put("normalizeRowsBackward gamma " + centering, sums.dyXhat());
            reductions.put("normalizeRowsBackward beta " + centering, sums.dy());
        }
        float[] y = x.clone();
        float[] logSum = new float[rows];
        Matrix softmax = Matrix.rowMajor(rows, columns).over(y, PAD);
        kernels.rows().softmax(softmax, softmax, logSum, 0, rows);
        put("softmaxRows", y);
        put("softmaxRows logSum", logSum);
        float[] dx = new float[PAD + length];
        Matrix gradients = Matrix.rowMajor(rows, columns).over(dy, PAD);
        kernels.rows()
                .softmaxBackward(
                        softmax, gradients, Matrix.rowMajor(rows, columns).over(dx, 1), 0, rows);
        put("softmaxRowsBackward", dx);
        reductions.put("sumOfSquares", new double[] {kernels.elements().sumOfSquares(x, PAD, length)});
    }

    /** Rows as positions of one axis, under windows that overlap, touch, leave gaps and hold many rows. */
    private void taps(Windows kernels, float[] x, float[] dy) {
        for (int[] window :
                new int[][] {{3, 2, 1}, {2, 1, 0}, {2, 2, 0}, {3, 4, 0}, {4, 3, 0}, {4, 5, 0}, {70, 9, 0}}) {
            int outputs = Math.max(0, rows + window[2] - window[0]) / window[1];
            WindowOffsets taps =
                    WindowOffsets.of(Grid.of(List.of(new Axis(rows, outputs, window[0], window[1], 1, window[2], 0))));
            String name = " of rows " + Arrays.toString(window);
            int length = outputs * columns;
            float[] y = new float[PAD + length];
            Matrix inputs = Matrix.rowMajor(rows, columns).over(x, PAD);
            Matrix results = Matrix.rowMajor(outputs, columns).over(y, 1);
            kernels.max(taps, inputs, results, 0, 0);
            elements.put("max" + name, y);
            float[] same = new float[PAD + length];
            kernels.max(
                    taps.inFours(), inputs, Matrix.rowMajor(outputs, columns).over(same, 1), 0, 0);
            elements.put("max in fours" + name, same);
            float[] left = Arrays.copyOf(dy, PAD + length);
            float[] dx = x.clone();
            Matrix gradients = Matrix.rowMajor(outputs, columns).over(left, PAD);
            kernels.maxBackward(
                    taps,
                    inputs,
                    results,
                    gradients,
                    Matrix.rowMajor(rows, columns).over(dx, PAD),
                    0,
                    0);
            elements.put("maxBackward" + name, dx);
            float[] mean = new float[PAD + outputs * (columns + 2)];
            Matrix wide = Matrix.rowMajor(outputs, columns, columns + 2).over(mean, PAD);
            kernels.sum(taps.averaging(), inputs, wide, 0, 0);
            elements.put("mean" + name, mean);
            float[] shares = x.clone();
            Matrix given = Matrix.rowMajor(outputs, columns).over(dy, PAD);
            Matrix taken = Matrix.rowMajor(rows, columns).over(shares, 1);
            kernels.sum(taps.weighing(0.3f).transposed(), given, taken, 0, 0);
            elements.put("shares" + name, shares);
        }
    }

    private void elements(Kernels kernels, float[] x, float[] dy) {
        int length = rows * columns;
        for (Activation activation : Activation.values()) {
            float[] y = new float[PAD + length];
            kernels.activations().apply(activation, 0.1f, x, PAD, y, 1, length);
            elements.put("activate " + activation, y);
            float[] moved = new float[PAD + length];
            kernels.activations().apply(activation, 0.1f, x, PAD, moved, PAD, length);
            float[] dx = dy.clone();
            ActivationBuffers buffers = new ActivationBuffers(x, moved, dx, dx);
            kernels.activations().backward(activation, 0.1f, buffers, PAD, PAD + length);
            elements.put("activateBackward " + activation, dx);
        }
        float[] passed = dy.clone();
        kernels.activations().reluBackward(x, dy, PAD, passed, 1, length);
        elements.put("reluBackward", passed);
        float[] z = x.clone();
        kernels.elements().add(z, PAD, dy, PAD, z, PAD, length);
        kernels.elements().scale(1.7f, z, PAD, z, PAD, length);
        elements.put("add and scale", z);
        float[] dropped = new float[PAD + length];
        kernels.elements().dropout(x, dropped, 2, length, -7L, (1L << 32) - length / 2, 0.7f);
        elements.put("dropout", dropped);
        elements.put("allFinite", new float[] {kernels.elements().allFinite(x, PAD, length) ? 1 : 0});
    }

    /** Each loop of the cells, on values of their own. */
    private void cells(RecurrentCells cells, Data data) {
        Map<String, ObjIntConsumer<CellRow>> loops = new LinkedHashMap<>();
        loops.put("lstmMemory", (row, to) -> cells.lstmMemory(row, 0, to));
        loops.put("lstmState", (row, to) -> cells.lstmState(row, 0, to));
        loops.put("lstmBackward", (row, to) -> cells.lstmBackward(row, 0, to));
        loops.put("gruReset", (row, to) -> cells.gruReset(row, 0, to));
        loops.put("gruCandidate", (row, to) -> cells.gruCandidate(row, 0, to));
        loops.put("gruState", (row, to) -> cells.gruState(row, 0, to));
        loops.put("gruBackward", (row, to) -> cells.gruBackward(row, 0, to));
        loops.put("gruResetBackward", (row, to) -> cells.gruResetBackward(row, 0, to));
        loops.put("gruCandidateBackward", (row, to) -> cells.gruCandidateBackward(row, 0, to));
        loops.forEach((name, loop) -> {
            Random random = new Random(columns);
            float[] gates = values(random, PAD + 4 * columns, data);
            float[] states = values(random, PAD + 2 * columns, data);
            float[] memory = values(random, PAD + 2 * columns, data);
            float[] dh = values(random, PAD + columns, data);
            float[] dc = values(random, PAD + columns, data);
            CellRow row = new CellRow(columns, gates, states, memory).gradients(dh, dc);
            loop.accept(row.at(1, 2, 2 + columns, PAD), columns);
            elements.put(name + " gates", gates);
            elements.put(name + " states", states);
            elements.put(name + " memory", memory);
            elements.put(name + " dh", dh);
            elements.put(name + " dc", dc);
        });
    }

    private record Sgd(float momentum, Momentum kind) implements Updates.SgdSettings {}

    private record Adam(float beta1, float beta2, float epsilon, Coupling coupling) implements Updates.AdamSettings {}

    private record RmsProp(float smoothing, float epsilon, float momentum) implements Updates.RmsPropSettings {}

    private void updates(Kernels kernels, float[] w, float[] g) {
        int to = PAD + rows * columns;
        float[] square = new float[to];
        kernels.elements().add(g, 0, g, 0, square, 0, to);
        kernels.activations().apply(Activation.RELU, 0f, square, 0, square, 0, to);
        ParameterUpdate update = new ParameterUpdate().step(1, 0.1f, 0.5f, 0.01f);
        float[] nextW = new float[to];
        float[] nextM = new float[to];
        float[] nextV = new float[to];
        update.to(nextW, new float[][] {nextM, nextV});
        for (Momentum momentum : Momentum.values()) {
            kernels.updates().sgd(new Sgd(0.9f, momentum), update.from(w, g, new float[][] {square}), 1, to);
            elements.put("sgd weights " + momentum, nextW.clone());
            elements.put("sgd velocity " + momentum, nextM.clone());
        }
        for (Coupling coupling : Coupling.values()) {
            update.from(w, g, new float[][] {g, square});
            kernels.updates().adam(new Adam(0.9f, 0.99f, 1e-8f, coupling), 0.3f, 0.2f, update, 1, to);
            elements.put("adam weights " + coupling, nextW.clone());
            elements.put("adam first " + coupling, nextM.clone());
            elements.put("adam second " + coupling, nextV.clone());
        }
        kernels.updates().rmsProp(new RmsProp(0.9f, 1e-8f, 0.9f), update.from(w, g, new float[][] {square, g}), 1, to);
        elements.put("rmsProp weights", nextW.clone());
        elements.put("rmsProp square", nextM.clone());
        elements.put("rmsProp step", nextV.clone());
        kernels.updates().average(w, g, nextW, 1, to, 0.99f);
        elements.put("average", nextW.clone());
    }

    private void put(String name, float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        reductions.put(name, wide);
    }

    private static float[] values(Random random, int length, Data data) {
        float[] special = {
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE,
            -Float.MIN_NORMAL / 3,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            0f,
            -0f,
            -104f,
            89f,
            -15f
        };
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            float plain = (float) random.nextGaussian();
            values[i] = switch (data) {
                case PLAIN -> 3 * plain;
                case FAR -> 1e4f + plain * 1e-2f;
                case SPECIAL -> random.nextInt(3) == 0 ? special[random.nextInt(special.length)] : 20 * plain;
            };
        }
        return values;
    }

    /** All bits of the loops that work element by element. */
    int elementBits() {
        int bits = 0;
        for (float[] values : elements.values()) {
            bits = 31 * bits + Arrays.hashCode(values);
        }
        return bits;
    }

    /** All bits. */
    int bits() {
        int bits = elementBits();
        for (double[] values : reductions.values()) {
            bits = 31 * bits + Arrays.hashCode(values);
        }
        return bits;
    }
}
