package dev.evenkeel.testkit.oracle.arithmetic;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.testkit.oracle.ActivationOracle;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/** {@code y = f(x)} and {@code dx = f'(x) dy}, element by element. */
public record FunctionOracle(Apply layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        for (int index = 0; index < y.length; index++) {
            y[index] = value(y[index], layer.a(), layer.b());
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = dy.clone();
        for (int index = 0; index < dx.length; index++) {
            dx[index] *= slope(given.input()[index], layer.a(), layer.b());
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private double value(double x, double a, double b) {
        return switch (layer.function()) {
            case ELU -> Math.max(0, x) + Math.min(0, a * (Math.exp(x) - 1));
            case SELU -> b * (Math.max(0, x) + Math.min(0, a * (Math.exp(x) - 1)));
            case CELU -> Math.max(0, x) + Math.min(0, a * (Math.exp(x / a) - 1));
            case HARD_SIGMOID -> Math.max(0, Math.min(1, a * x + b));
            case HARD_SWISH -> x * Math.max(0, Math.min(1, x / 6 + 0.5));
            case SOFTPLUS -> Math.log(1 + Math.exp(x));
            case SOFTSIGN -> x / (1 + Math.abs(x));
            case THRESHOLDED_RELU -> x > a ? x : 0;
            case CLIP -> a > b ? b : x < a ? a : x > b ? b : x;
            case SMOOTH_CLIP -> x / Math.sqrt(1 + Math.pow(x / a, 2));
            case SWISH -> x / (1 + Math.exp(-a * x));
            case MISH -> x * Math.tanh(Math.log(1 + Math.exp(x)));
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case RECIPROCAL -> 1 / x;
            case ABS -> x < 0 ? -x : x;
            case NEGATE -> -x;
            case ERF -> ActivationOracle.erf(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case POWER -> Math.pow(x, a);
            case LINEAR -> a * x + b;
            case SIGN -> x < 0 ? -1 : x > 0 ? 1 : 0;
            case FLOOR -> Math.floor(x);
            case CEIL -> -Math.floor(-x);
            case ROUND -> nearest(x);
        };
    }

    /** Between two the even one. */
    private static double nearest(double x) {
        double below = Math.floor(x);
        double above = x - below;
        return above < 0.5 || (above == 0.5 && below % 2 == 0) ? below : below + 1;
    }

    private double slope(double x, double a, double b) {
        return switch (layer.function()) {
            case ELU -> x > 0 ? 1 : a * Math.exp(x);
            case SELU -> x > 0 ? b : b * a * Math.exp(x);
            case CELU -> x > 0 ? 1 : Math.exp(x / a);
            case HARD_SIGMOID -> a * x + b > 0 && a * x + b < 1 ? a : 0;
            case HARD_SWISH -> x < -3 ? 0 : x > 3 ? 1 : (2 * x + 3) / 6;
            case SOFTPLUS -> Math.exp(x) / (1 + Math.exp(x));
            case SOFTSIGN -> Math.pow(1 + Math.abs(x), -2);
            case THRESHOLDED_RELU -> x > a ? 1 : 0;
            case CLIP -> x > a && x < b ? 1 : 0;
            case SMOOTH_CLIP -> Math.pow(1 + Math.pow(x / a, 2), -1.5);
            case SWISH -> {
                double e = Math.exp(-a * x);
                yield 1 / (1 + e) + a * x * e / Math.pow(1 + e, 2);
            }
            case MISH -> {
                double softplus = Math.log(1 + Math.exp(x));
                yield Math.tanh(softplus) + x / Math.pow(Math.cosh(softplus), 2) / (1 + Math.exp(-x));
            }
            case EXP -> Math.exp(x);
            case LOG -> 1 / x;
            case SQRT -> 1 / (2 * Math.sqrt(x));
            case RECIPROCAL -> -1 / (x * x);
            case ABS -> x < 0 ? -1 : 1;
            case NEGATE -> -1;
            case ERF -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
            case SIN -> Math.cos(x);
            case COS -> -Math.sin(x);
            case POWER -> a == 0 ? 0 : a * Math.pow(x, a - 1);
            case LINEAR -> a;
            case SIGN, FLOOR, CEIL, ROUND -> 0;
        };
    }
}
