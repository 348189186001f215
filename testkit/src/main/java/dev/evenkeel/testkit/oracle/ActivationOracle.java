package dev.evenkeel.testkit.oracle;

import dev.evenkeel.layer.core.Activate;

/** {@code y = f(x)} and {@code dx = f'(x) dy}, element by element. */
public record ActivationOracle(Activate layer) implements Oracle {
    private static final double ROOT_2_PI = Math.sqrt(2 / Math.PI);

    @Override
    public double[] train(Given given) {
        double[] y = given.input().clone();
        for (int index = 0; index < y.length; index++) {
            y[index] = value(y[index]);
        }
        return y;
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        double[] dx = dy.clone();
        for (int index = 0; index < dx.length; index++) {
            dx[index] *= slope(given.input()[index]);
        }
        return Gradients.of(dx);
    }

    @Override
    public double[] infer(Given given) {
        return train(given);
    }

    private double value(double x) {
        return switch (layer.activation()) {
            case IDENTITY -> x;
            case RELU -> Math.max(0, x);
            case LEAKY_RELU -> x > 0 ? x : layer.slope() * x;
            case GELU -> x / 2 * (1 + erf(x / Math.sqrt(2)));
            case GELU_TANH -> x / 2 * (1 + Math.tanh(ROOT_2_PI * (x + 0.044715 * x * x * x)));
            case SILU -> x * logistic(x);
            case SIGMOID -> logistic(x);
            case TANH -> Math.tanh(x);
        };
    }

    private double slope(double x) {
        return switch (layer.activation()) {
            case IDENTITY -> 1;
            case RELU -> x > 0 ? 1 : 0;
            case LEAKY_RELU -> x > 0 ? 1 : layer.slope();
            case GELU -> (1 + erf(x / Math.sqrt(2))) / 2 + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
            case GELU_TANH -> {
                double t = Math.tanh(ROOT_2_PI * (x + 0.044715 * x * x * x));
                yield (1 + t) / 2 + x / 2 * (1 - t * t) * ROOT_2_PI * (1 + 3 * 0.044715 * x * x);
            }
            case SILU -> logistic(x) * (1 + x * (1 - logistic(x)));
            case SIGMOID -> logistic(x) * (1 - logistic(x));
            case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
        };
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** {@code 2/sqrt(pi) e^(-x^2) sum_n 2^n x^(2n+1) / (1 3 5 ... (2n+1))}, whose terms all have one sign. */
    public static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = 0;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            sum += term;
            term *= 2 * x * x / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
