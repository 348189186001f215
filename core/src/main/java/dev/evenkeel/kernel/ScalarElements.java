package dev.evenkeel.kernel;

/** Activations, arithmetic, dropout and checks, element by element. */
final class ScalarElements {
    private ScalarElements() {}

    /** {@code f(x)}. */
    static float activate(Activation activation, float slope, float x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> x < 0f ? 0f : x;
            case LEAKY_RELU -> x > 0f ? x : slope * x;
            case GELU -> Transcendental.gelu(x);
            case GELU_TANH -> Transcendental.geluTanh(x);
            case SILU -> Transcendental.silu(x);
            case SIGMOID -> Transcendental.sigmoid(x);
            case TANH -> Transcendental.tanh(x);
        };
    }

    /** {@code f'(x) * dy}, with {@code y = f(x)}. */
    static float activateBackward(Activation activation, float slope, float x, float y, float dy) {
        return switch (activation) {
            case IDENTITY -> dy;
            case RELU -> x > 0f ? dy : 0f;
            case LEAKY_RELU -> x > 0f ? dy : slope * dy;
            case GELU -> Transcendental.geluSlope(x) * dy;
            case GELU_TANH -> Transcendental.geluTanhSlope(x) * dy;
            case SILU -> Transcendental.siluSlope(x, y) * dy;
            case SIGMOID -> y * (1f - y) * dy;
            case TANH -> Math.fma(-y, y, 1f) * dy;
        };
    }

    static void activate(
            Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length) {
        switch (activation) {
            case IDENTITY -> System.arraycopy(x, xOffset, y, yOffset, length);
            case RELU -> {
                for (int i = 0; i < length; i++) {
                    float value = x[xOffset + i];
                    y[yOffset + i] = value < 0f ? 0f : value;
                }
            }
            default -> {
                for (int i = 0; i < length; i++) {
                    y[yOffset + i] = activate(activation, slope, x[xOffset + i]);
                }
            }
        }
    }

    static void activateBackward(
            Activation activation,
            float slope,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        for (int i = 0; i < length; i++) {
            dx[dxOffset + i] = activateBackward(activation, slope, x[xOffset + i], y[yOffset + i], dy[dyOffset + i]);
        }
    }

    static void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        for (int i = 0; i < length; i++) {
            z[zOffset + i] = x[xOffset + i] + y[yOffset + i];
        }
    }

    static void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = factor * x[xOffset + i];
        }
    }

    static void dropout(float[] x, int xOffset, float[] y, int yOffset, int length, long key, long first, float keep) {
        int threshold = DropoutHash.threshold(keep);
        int done = 0;
        while (done < length) {
            long index = first + done;
            int run = DropoutHash.sameSeeds(index, length - done);
            int firstSeed = DropoutHash.firstSeed(key, index);
            int secondSeed = DropoutHash.secondSeed(key, index);
            for (int i = 0; i < run; i++) {
                int bits = DropoutHash.hash((int) index + i, firstSeed, secondSeed) >>> 8;
                y[yOffset + done + i] = bits < threshold ? x[xOffset + done + i] / keep : 0f;
            }
            done += run;
        }
    }

    static double sumOfSquares(float[] x, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    static boolean allFinite(float[] x, int offset, int length) {
        int highest = 0;
        for (int i = offset; i < offset + length; i++) {
            highest = Math.max(highest, Float.floatToRawIntBits(x[i]) & 0x7FFF_FFFF);
        }
        return highest < 0x7F80_0000;
    }
}
