package dev.evenkeel.kernels.vector.product;

import static jdk.incubator.vector.VectorOperators.LT;

import dev.evenkeel.kernel.Winograd;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.WinogradTiles;
import dev.evenkeel.kernels.vector.VectorActivationFunctions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Winograd's transforms, a register of channels at a time, so that channels are a multiple of the lanes. */
public final class VectorWinograd implements Winograd {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int PANEL = VectorProducts.PANEL_COLUMNS;
    /** Rows of a tile of {@link #addProducts}; a register has so many lanes or more. */
    private static final int OUTER_ROWS = 4;

    private static final VectorActivationFunctions ACTIVATIONS = new VectorActivationFunctions();

    @Override
    public void input(float[] x, int at, int lineStride, WinogradTiles tiles, int tile) {
        float[] v = tiles.values();
        int channels = tiles.channels();
        int stride = tiles.elementStride();
        int to = tile * tiles.tileStride();
        for (int channel = 0; channel < channels; channel += L) {
            int first = to;
            to += tiles.registerStride();
            int line1 = at + lineStride + channel;
            FloatVector d10 = FloatVector.fromArray(S, x, line1);
            FloatVector d11 = FloatVector.fromArray(S, x, line1 + channels);
            FloatVector d12 = FloatVector.fromArray(S, x, line1 + 2 * channels);
            FloatVector d13 = FloatVector.fromArray(S, x, line1 + 3 * channels);
            FloatVector h10 = d10.sub(d12);
            FloatVector h11 = d11.add(d12);
            FloatVector h12 = d12.sub(d11);
            FloatVector h13 = d11.sub(d13);
            int line2 = at + 2 * lineStride + channel;
            FloatVector d20 = FloatVector.fromArray(S, x, line2);
            FloatVector d21 = FloatVector.fromArray(S, x, line2 + channels);
            FloatVector d22 = FloatVector.fromArray(S, x, line2 + 2 * channels);
            FloatVector d23 = FloatVector.fromArray(S, x, line2 + 3 * channels);
            FloatVector h20 = d20.sub(d22);
            FloatVector h21 = d21.add(d22);
            FloatVector h22 = d22.sub(d21);
            FloatVector h23 = d21.sub(d23);
            h10.add(h20).intoArray(v, first + 4 * stride);
            h11.add(h21).intoArray(v, first + 5 * stride);
            h12.add(h22).intoArray(v, first + 6 * stride);
            h13.add(h23).intoArray(v, first + 7 * stride);
            h20.sub(h10).intoArray(v, first + 8 * stride);
            h21.sub(h11).intoArray(v, first + 9 * stride);
            h22.sub(h12).intoArray(v, first + 10 * stride);
            h23.sub(h13).intoArray(v, first + 11 * stride);
            int line0 = at + channel;
            FloatVector d00 = FloatVector.fromArray(S, x, line0);
            FloatVector d01 = FloatVector.fromArray(S, x, line0 + channels);
            FloatVector d02 = FloatVector.fromArray(S, x, line0 + 2 * channels);
            FloatVector d03 = FloatVector.fromArray(S, x, line0 + 3 * channels);
            FloatVector h00 = d00.sub(d02);
            FloatVector h01 = d01.add(d02);
            FloatVector h02 = d02.sub(d01);
            FloatVector h03 = d01.sub(d03);
            h00.sub(h20).intoArray(v, first);
            h01.sub(h21).intoArray(v, first + stride);
            h02.sub(h22).intoArray(v, first + 2 * stride);
            h03.sub(h23).intoArray(v, first + 3 * stride);
            int line3 = at + 3 * lineStride + channel;
            FloatVector d30 = FloatVector.fromArray(S, x, line3);
            FloatVector d31 = FloatVector.fromArray(S, x, line3 + channels);
            FloatVector d32 = FloatVector.fromArray(S, x, line3 + 2 * channels);
            FloatVector d33 = FloatVector.fromArray(S, x, line3 + 3 * channels);
            FloatVector h30 = d30.sub(d32);
            FloatVector h31 = d31.add(d32);
            FloatVector h32 = d32.sub(d31);
            FloatVector h33 = d31.sub(d33);
            h10.sub(h30).intoArray(v, first + 12 * stride);
            h11.sub(h31).intoArray(v, first + 13 * stride);
            h12.sub(h32).intoArray(v, first + 14 * stride);
            h13.sub(h33).intoArray(v, first + 15 * stride);
        }
    }

    @Override
    public void multiply(WinogradTiles v, int count, float[] weights, WinogradTiles m) {
        int plane = v.channels() * m.channels();
        for (int element = 0; element < WinogradTiles.ELEMENTS; element++) {
            for (int column = m.firstColumn(); column < m.columns(); column += PANEL) {
                int bAt = element * plane + column * v.channels();
                if (m.channels() - column < PANEL) {
                    multiplyLast(v, count, weights, bAt, m, element, column);
                } else {
                    multiplyPanel(v, count, weights, bAt, m, element, column);
                }
            }
        }
    }

    private static void multiplyPanel(
            WinogradTiles v, int count, float[] weights, int bAt, WinogradTiles m, int element, int column) {
        int depth = v.channels();
        int columns = m.channels();
        int from = element * v.elementStride();
        int to = element * m.elementStride() + column;
        int rows;
        for (int tile = 0; tile < count; tile += rows) {
            rows = VectorProducts.wholeRows(count - tile);
            PanelTiles.contiguous(
                    rows,
                    v.values(),
                    from + tile * depth,
                    depth,
                    weights,
                    bAt,
                    depth,
                    m.values(),
                    to + tile * columns,
                    columns,
                    false);
        }
    }

    /** Columns that fill no panel, but registers. */
    private static void multiplyLast(
            WinogradTiles v, int count, float[] weights, int bAt, WinogradTiles m, int element, int column) {
        int vectors = (m.channels() - column) / L;
        int tileRows = VectorGatheredProducts.tileRows(vectors);
        for (int tile = 0; tile < count; tile += tileRows) {
            RunTiles.run(
                    vectors,
                    v.values(),
                    element * v.elementStride(),
                    v.tileOffsets(),
                    tile,
                    v.tileOffsets().length - 1,
                    weights,
                    bAt,
                    v.channels(),
                    m.values(),
                    element * m.elementStride() + column,
                    m.tileOffsets(),
                    tile,
                    false,
                    RunTiles.NO_SHIFT,
                    Float.NEGATIVE_INFINITY);
        }
    }

    @Override
    public void output(WinogradTiles tiles, int tile, float[] y, int at, int lineStride, Epilogue epilogue) {
        float[] m = tiles.values();
        int channels = tiles.channels();
        int stride = tiles.elementStride();
        int from = tile * channels;
        float[] shift = epilogue.shift();
        boolean shifts = shift.length > 0;
        FloatVector least =
                FloatVector.broadcast(S, epilogue.activation() == Activation.RELU ? 0f : Float.NEGATIVE_INFINITY);
        for (int channel = tiles.firstColumn(); channel < tiles.columns(); channel += L) {
            int first = from + channel;
            FloatVector m00 = FloatVector.fromArray(S, m, first);
            FloatVector m10 = FloatVector.fromArray(S, m, first + 4 * stride);
            FloatVector m20 = FloatVector.fromArray(S, m, first + 8 * stride);
            FloatVector m30 = FloatVector.fromArray(S, m, first + 12 * stride);
            FloatVector upper0 = m00.add(m10).add(m20);
            FloatVector lower0 = m10.sub(m20).sub(m30);
            FloatVector m01 = FloatVector.fromArray(S, m, first + stride);
            FloatVector m11 = FloatVector.fromArray(S, m, first + 5 * stride);
            FloatVector m21 = FloatVector.fromArray(S, m, first + 9 * stride);
            FloatVector m31 = FloatVector.fromArray(S, m, first + 13 * stride);
            FloatVector upper1 = m01.add(m11).add(m21);
            FloatVector lower1 = m11.sub(m21).sub(m31);
            FloatVector m02 = FloatVector.fromArray(S, m, first + 2 * stride);
            FloatVector m12 = FloatVector.fromArray(S, m, first + 6 * stride);
            FloatVector m22 = FloatVector.fromArray(S, m, first + 10 * stride);
            FloatVector m32 = FloatVector.fromArray(S, m, first + 14 * stride);
            FloatVector upper2 = m02.add(m12).add(m22);
            FloatVector lower2 = m12.sub(m22).sub(m32);
            FloatVector m03 = FloatVector.fromArray(S, m, first + 3 * stride);
            FloatVector m13 = FloatVector.fromArray(S, m, first + 7 * stride);
            FloatVector m23 = FloatVector.fromArray(S, m, first + 11 * stride);
            FloatVector m33 = FloatVector.fromArray(S, m, first + 15 * stride);
            FloatVector upper3 = m03.add(m13).add(m23);
            FloatVector lower3 = m13.sub(m23).sub(m33);
            FloatVector t =
                    shifts ? FloatVector.fromArray(S, shift, epilogue.at() + channel) : FloatVector.broadcast(S, -0f);
            int upperLine = at + channel;
            int lowerLine = upperLine + lineStride;
            FloatVector upperY0 = upper0.add(upper1).add(upper2).add(t);
            upperY0.blend(least, upperY0.compare(LT, least)).intoArray(y, upperLine);
            FloatVector upperY1 = upper1.sub(upper2).sub(upper3).add(t);
            upperY1.blend(least, upperY1.compare(LT, least)).intoArray(y, upperLine + channels);
            FloatVector lowerY0 = lower0.add(lower1).add(lower2).add(t);
            lowerY0.blend(least, lowerY0.compare(LT, least)).intoArray(y, lowerLine);
            FloatVector lowerY1 = lower1.sub(lower2).sub(lower3).add(t);
            lowerY1.blend(least, lowerY1.compare(LT, least)).intoArray(y, lowerLine + channels);
        }
        activate(tiles, y, at, lineStride, epilogue);
    }

    private static void activate(WinogradTiles tiles, float[] y, int at, int lineStride, Epilogue epilogue) {
        Activation activation = epilogue.activation();
        if (activation == Activation.RELU || activation == Activation.IDENTITY) {
            return;
        }
        int first = tiles.firstColumn();
        int count = tiles.columns() - first;
        for (int line = 0; line < 2; line++) {
            for (int point = 0; point < 2; point++) {
                int from = at + line * lineStride + point * tiles.channels() + first;
                ACTIVATIONS.apply(activation, epilogue.slope(), y, from, y, from, count);
            }
        }
    }

    /** In plain loops: weights are transformed when a process begins, and Java runs vector code slowly until it has compiled it. */
    @Override
    public void weights(float[] values, int length) {
        ScalarKernels.kernels().winograd().weights(values, length);
    }

    @Override
    public void weightGradient(float[] values, int length) {
        ScalarKernels.kernels().winograd().weightGradient(values, length);
    }

    @Override
    public void addProducts(WinogradTiles v, WinogradTiles dm, int count, float[] sums) {
        for (int element = 0; element < WinogradTiles.ELEMENTS; element++) {
            int vectors;
            for (int column = 0; column < dm.channels(); column += vectors * L) {
                vectors = vectors(dm.channels() - column);
                for (int row = 0; row < v.channels(); row += OUTER_ROWS) {
                    addTile(v, dm, element, row, column, count, sums);
                }
            }
        }
    }

    private static int vectors(int columns) {
        int most = VectorProducts.PANEL_COLUMNS / L;
        return columns >= most * L ? most : columns >= 2 * L ? 2 : 1;
    }

    private static void addTile(
            WinogradTiles v, WinogradTiles dm, int element, int row, int column, int count, float[] sums) {
        float[] a = v.values();
        int aAt = element * v.elementStride() + row / L * v.registerStride() + row % L;
        float[] b = dm.values();
        int bAt = element * dm.elementStride() + column / L * dm.registerStride();
        int bStride = dm.registerStride();
        int columns = dm.channels();
        int at = (element * v.channels() + row) * columns + column;
        switch (vectors(columns - column)) {
            case 4 -> OuterTiles.fourByFour(a, aAt, b, bAt, bStride, count, sums, at, columns);
            case 2 -> OuterTiles.fourByTwo(a, aAt, b, bAt, bStride, count, sums, at, columns);
            default -> OuterTiles.fourByOne(a, aAt, b, bAt, bStride, count, sums, at, columns);
        }
    }

    @Override
    public void outputGradient(float[] dy, int at, int lineStride, WinogradTiles tiles, int tile) {
        float[] v = tiles.values();
        int channels = tiles.channels();
        int stride = tiles.elementStride();
        int to = tile * tiles.tileStride();
        for (int channel = 0; channel < channels; channel += L) {
            int first = to;
            to += tiles.registerStride();
            int upper = at + channel;
            int lower = upper + lineStride;
            FloatVector u0 = FloatVector.fromArray(S, dy, upper);
            FloatVector u3 = FloatVector.fromArray(S, dy, upper + channels);
            FloatVector l0 = FloatVector.fromArray(S, dy, lower);
            FloatVector l3 = FloatVector.fromArray(S, dy, lower + channels);
            FloatVector u1 = u0.add(u3);
            FloatVector u2 = u0.sub(u3);
            FloatVector l1 = l0.add(l3);
            FloatVector l2 = l0.sub(l3);
            u3 = u3.neg();
            l3 = l3.neg();
            u0.intoArray(v, first);
            u0.add(l0).intoArray(v, first + 4 * stride);
            u0.sub(l0).intoArray(v, first + 8 * stride);
            l0.neg().intoArray(v, first + 12 * stride);
            u1.intoArray(v, first + stride);
            u1.add(l1).intoArray(v, first + 5 * stride);
            u1.sub(l1).intoArray(v, first + 9 * stride);
            l1.neg().intoArray(v, first + 13 * stride);
            u2.intoArray(v, first + 2 * stride);
            u2.add(l2).intoArray(v, first + 6 * stride);
            u2.sub(l2).intoArray(v, first + 10 * stride);
            l2.neg().intoArray(v, first + 14 * stride);
            u3.intoArray(v, first + 3 * stride);
            u3.add(l3).intoArray(v, first + 7 * stride);
            u3.sub(l3).intoArray(v, first + 11 * stride);
            l3.neg().intoArray(v, first + 15 * stride);
        }
    }
}
