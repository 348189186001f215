package dev.evenkeel.lab.check;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/** Derivatives by central differences of fourth order, {@code (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h}, in double. */
final class CentralDifferences {
    private static final double STEP = 2e-4;

    private CentralDifferences() {}

    /** Of what {@code loss} computes from these values, by each of them; they are moved and put back. */
    static double[] of(double[] values, DoubleSupplier loss) {
        double[] gradient = new double[values.length];
        Arrays.setAll(gradient, place -> {
            double near = at(values, place, STEP, loss) - at(values, place, -STEP, loss);
            double far = at(values, place, 2 * STEP, loss) - at(values, place, -2 * STEP, loss);
            return (8 * near - far) / (12 * STEP);
        });
        return gradient;
    }

    private static double at(double[] values, int place, double moved, DoubleSupplier loss) {
        double value = values[place];
        values[place] = value + moved;
        double result = loss.getAsDouble();
        values[place] = value;
        return result;
    }
}
