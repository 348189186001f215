package dev.evenkeel.testkit.oracle.sequence;

import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/** Each pair of channels as a complex number, times {@code e^(i t base^(-2j/turned))}. */
public record RotaryOracle(Rotary rotary) implements Oracle {
    @Override
    public double[] train(Given given) {
        return turned(given, given.input(), 1);
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        return Gradients.of(turned(given, dy, -1));
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private double[] turned(Given given, double[] x, int direction) {
        double[] y = x.clone();
        int channels = given.channels();
        int positions = given.shape().positions();
        for (int row = 0; row < x.length / channels; row++) {
            for (int pair = 0; pair < rotary.heads() * rotary.turned() / 2; pair++) {
                int head = pair / (rotary.turned() / 2);
                int j = pair % (rotary.turned() / 2);
                double angle = direction * (row % positions) * Math.pow(rotary.base(), -2.0 * j / rotary.turned());
                int start = row * channels + head * rotary.width();
                boolean halves = rotary.pairing() == Rotary.Pairing.HALVES;
                int real = start + (halves ? j : 2 * j);
                int imaginary = start + (halves ? j + rotary.turned() / 2 : 2 * j + 1);
                y[real] = x[real] * Math.cos(angle) - x[imaginary] * Math.sin(angle);
                y[imaginary] = x[real] * Math.sin(angle) + x[imaginary] * Math.cos(angle);
            }
        }
        return y;
    }
}
