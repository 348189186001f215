package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Winograd;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.WinogradTiles;

/** Winograd's transforms in plain Java, one channel at a time. */
final class ScalarWinograd implements Winograd {
    private static final int PANEL_COLUMNS = ScalarProducts.PANEL_COLUMNS;

    @Override
    public void input(float[] x, int at, int lineStride, WinogradTiles tiles, int tile) {
        float[] v = tiles.values();
        int channels = tiles.channels();
        int stride = tiles.elementStride();
        for (int channel = 0; channel < channels; channel++) {
            int to = tile * tiles.tileStride() + channel * tiles.registerStride();
            for (int line = 0; line < 4; line++) {
                int from = at + line * lineStride + channel;
                float d0 = x[from];
                float d1 = x[from + channels];
                float d2 = x[from + 2 * channels];
                float d3 = x[from + 3 * channels];
                int element = to + 4 * line * stride;
                v[element] = d0 - d2;
                v[element + stride] = d1 + d2;
                v[element + 2 * stride] = d2 - d1;
                v[element + 3 * stride] = d1 - d3;
            }
            for (int point = 0; point < 4; point++) {
                int element = to + point * stride;
                float d0 = v[element];
                float d1 = v[element + 4 * stride];
                float d2 = v[element + 8 * stride];
                float d3 = v[element + 12 * stride];
                v[element] = d0 - d2;
                v[element + 4 * stride] = d1 + d2;
                v[element + 8 * stride] = d2 - d1;
                v[element + 12 * stride] = d1 - d3;
            }
        }
    }

    @Override
    public void multiply(WinogradTiles v, int count, float[] weights, WinogradTiles m) {
        int depth = v.channels();
        int columns = m.channels();
        for (int element = 0; element < WinogradTiles.ELEMENTS; element++) {
            for (int column = m.firstColumn(); column < m.columns(); column += PANEL_COLUMNS) {
                int valid = Math.min(PANEL_COLUMNS, columns - column);
                int bAt = (element * columns + column) * depth;
                for (int tile = 0; tile < count; tile++) {
                    int aAt = element * v.elementStride() + tile * v.tileStride();
                    int at = element * m.elementStride() + tile * m.tileStride() + column;
                    multiplyRow(v, aAt, weights, bAt, m, at, valid);
                }
            }
        }
    }

    private static void multiplyRow(
            WinogradTiles v, int aAt, float[] weights, int bAt, WinogradTiles m, int at, int columns) {
        float[] a = v.values();
        for (int j = 0; j < columns; j++) {
            float sum = 0f;
            for (int k = 0; k < v.channels(); k++) {
                sum = Math.fma(a[aAt + k], weights[bAt + k * columns + j], sum);
            }
            m.values()[at + j] = sum;
        }
    }

    @Override
    public void output(WinogradTiles tiles, int tile, float[] y, int at, int lineStride, Epilogue epilogue) {
        float[] m = tiles.values();
        int channels = tiles.channels();
        int stride = tiles.elementStride();
        for (int channel = tiles.firstColumn(); channel < tiles.columns(); channel++) {
            int to = at + channel;
            y[to] = 0f;
            y[to + channels] = 0f;
            y[to + lineStride] = 0f;
            y[to + lineStride + channels] = 0f;
            for (int point = 0; point < 4; point++) {
                int element = tile * channels + channel + point * stride;
                float m1 = m[element + 4 * stride];
                float m2 = m[element + 8 * stride];
                float upper = m[element] + m1 + m2;
                float lower = m1 - m2 - m[element + 12 * stride];
                if (point < 3) {
                    y[to] += upper;
                    y[to + lineStride] += lower;
                }
                if (point == 1) {
                    y[to + channels] += upper;
                    y[to + lineStride + channels] += lower;
                } else if (point > 1) {
                    y[to + channels] -= upper;
                    y[to + lineStride + channels] -= lower;
                }
            }
        }
        int first = tiles.firstColumn();
        int count = tiles.columns() - first;
        for (int line = 0; line < 2; line++) {
            for (int point = 0; point < 2; point++) {
                ScalarProducts.finish(epilogue, y, at + line * lineStride + point * channels + first, first, count);
            }
        }
    }

    @Override
    public void weights(float[] values, int length) {
        for (int i = 0; i < length; i++) {
            float g00 = values[i + 7 * length];
            float g10 = values[i + 10 * length];
            float g20 = values[i + 13 * length];
            float outer0 = g00 + g20;
            float t10 = 0.5f * (outer0 + g10);
            float t20 = 0.5f * (outer0 - g10);
            float g01 = values[i + 8 * length];
            float g11 = values[i + 11 * length];
            float g21 = values[i + 14 * length];
            float outer1 = g01 + g21;
            float t11 = 0.5f * (outer1 + g11);
            float t21 = 0.5f * (outer1 - g11);
            float g02 = values[i + 9 * length];
            float g12 = values[i + 12 * length];
            float g22 = values[i + 15 * length];
            float outer2 = g02 + g22;
            float t12 = 0.5f * (outer2 + g12);
            float t22 = 0.5f * (outer2 - g12);
            float outer03 = g00 + g02;
            values[i] = g00;
            values[i + length] = 0.5f * (outer03 + g01);
            values[i + 2 * length] = 0.5f * (outer03 - g01);
            values[i + 3 * length] = g02;
            float outer13 = t10 + t12;
            values[i + 4 * length] = t10;
            values[i + 5 * length] = 0.5f * (outer13 + t11);
            values[i + 6 * length] = 0.5f * (outer13 - t11);
            values[i + 7 * length] = t12;
            float outer23 = t20 + t22;
            values[i + 8 * length] = t20;
            values[i + 9 * length] = 0.5f * (outer23 + t21);
            values[i + 10 * length] = 0.5f * (outer23 - t21);
            values[i + 11 * length] = t22;
            float outer33 = g20 + g22;
            values[i + 12 * length] = g20;
            values[i + 13 * length] = 0.5f * (outer33 + g21);
            values[i + 14 * length] = 0.5f * (outer33 - g21);
            values[i + 15 * length] = g22;
        }
    }

    @Override
    public void weightGradient(float[] values, int length) {
        for (int i = 0; i < length; i++) {
            float s00 = values[i];
            float s10 = values[i + 4 * length];
            float s20 = values[i + 8 * length];
            float s30 = values[i + 12 * length];
            float inner0 = 0.5f * (s10 + s20);
            float t00 = s00 + inner0;
            float t10 = 0.5f * (s10 - s20);
            float t20 = inner0 + s30;
            float s01 = values[i + length];
            float s11 = values[i + 5 * length];
            float s21 = values[i + 9 * length];
            float s31 = values[i + 13 * length];
            float inner1 = 0.5f * (s11 + s21);
            float t01 = s01 + inner1;
            float t11 = 0.5f * (s11 - s21);
            float t21 = inner1 + s31;
            float s02 = values[i + 2 * length];
            float s12 = values[i + 6 * length];
            float s22 = values[i + 10 * length];
            float s32 = values[i + 14 * length];
            float inner2 = 0.5f * (s12 + s22);
            float t02 = s02 + inner2;
            float t12 = 0.5f * (s12 - s22);
            float t22 = inner2 + s32;
            float s03 = values[i + 3 * length];
            float s13 = values[i + 7 * length];
            float s23 = values[i + 11 * length];
            float s33 = values[i + 15 * length];
            float inner3 = 0.5f * (s13 + s23);
            float t03 = s03 + inner3;
            float t13 = 0.5f * (s13 - s23);
            float t23 = inner3 + s33;
            float middle0 = 0.5f * (t01 + t02);
            values[i] = t00 + middle0;
            values[i + length] = 0.5f * (t01 - t02);
            values[i + 2 * length] = middle0 + t03;
            float middle1 = 0.5f * (t11 + t12);
            values[i + 3 * length] = t10 + middle1;
            values[i + 4 * length] = 0.5f * (t11 - t12);
            values[i + 5 * length] = middle1 + t13;
            float middle2 = 0.5f * (t21 + t22);
            values[i + 6 * length] = t20 + middle2;
            values[i + 7 * length] = 0.5f * (t21 - t22);
            values[i + 8 * length] = middle2 + t23;
        }
    }

    @Override
    public void addProducts(WinogradTiles v, WinogradTiles dm, int count, float[] sums) {
        int at = 0;
        for (int element = 0; element < WinogradTiles.ELEMENTS; element++) {
            for (int row = 0; row < v.channels(); row++) {
                int a = element * v.elementStride() + row * v.registerStride();
                for (int column = 0; column < dm.channels(); column++) {
                    int b = element * dm.elementStride() + column * dm.registerStride();
                    float sum = sums[at];
                    for (int tile = 0; tile < count; tile++) {
                        sum = Math.fma(
                                v.values()[a + tile * v.tileStride()], dm.values()[b + tile * dm.tileStride()], sum);
                    }
                    sums[at++] = sum;
                }
            }
        }
    }

    @Override
    public void outputGradient(float[] dy, int at, int lineStride, WinogradTiles tiles, int tile) {
        float[] v = tiles.values();
        int channels = tiles.channels();
        int stride = tiles.elementStride();
        for (int channel = 0; channel < channels; channel++) {
            int from = at + channel;
            int to = tile * tiles.tileStride() + channel * tiles.registerStride();
            for (int point = 0; point < 4; point++) {
                float upper = column(dy, from, channels, point);
                float lower = column(dy, from + lineStride, channels, point);
                int element = to + point * stride;
                v[element] = upper;
                v[element + 4 * stride] = upper + lower;
                v[element + 8 * stride] = upper - lower;
                v[element + 12 * stride] = -lower;
            }
        }
    }

    /** A column of {@code dy A^T}, in one line. */
    private static float column(float[] dy, int at, int channels, int point) {
        return switch (point) {
            case 0 -> dy[at];
            case 1 -> dy[at] + dy[at + channels];
            case 2 -> dy[at] - dy[at + channels];
            default -> -dy[at + channels];
        };
    }
}
