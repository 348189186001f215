package dev.evenkeel.arithmetic;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.RowOperation;

/**
 * {@code y = f(x)}, element by element, on inputs of any shape; {@link Function} has the formulas. {@code dx = f'(x) dy}.
 * The usual activations, which have faster loops, are {@link dev.evenkeel.layer.core.Activate}.
 *
 * @param function f
 * @param a the function's first number; 0 if it has none
 * @param b the function's second number; 0 if it has none
 */
public record Apply(Function function, float a, float b) implements UnaryLayer {
    public Apply {
        require(function, function.nameOfA(), function.usesA(), a, Float.NEGATIVE_INFINITY);
        require(function, function.nameOfB(), function.usesB(), b, Float.POSITIVE_INFINITY);
        if (function == Function.CELU && a <= 0) {
            throw new IllegalArgumentException("celu needs an alpha above 0, but got " + a);
        }
        if (function == Function.SMOOTH_CLIP && a <= 0) {
            throw new IllegalArgumentException("smoothClip needs a limit above 0, but got " + a);
        }
    }

    /** @param bound what a bound of {@link Function#CLIP} may be beside finite */
    private static void require(Function function, String name, boolean used, float number, float bound) {
        if (!used && number != 0) {
            throw new IllegalArgumentException(
                    function.typeName() + " has no such number: it needs 0 there, but got " + number);
        }
        if (!Float.isFinite(number) && !(function == Function.CLIP && number == bound)) {
            throw new IllegalArgumentException(function.typeName() + " needs a finite " + name + ", but got " + number);
        }
    }

    /** The function with its usual numbers. */
    public static Apply of(Function function) {
        return new Apply(function, function.usualA(), function.usualB());
    }

    /** Reads the function's settings by their names, each usual where it is left out; a power needs its exponent. */
    public static Apply read(Function function, Settings settings) {
        float a = function.usualA();
        float b = function.usualB();
        if (function == Function.POWER) {
            a = settings.number(function.nameOfA());
        } else if (function.usesA()) {
            a = settings.number(function.nameOfA(), a);
        }
        if (function.usesB()) {
            b = settings.number(function.nameOfB(), b);
        }
        return new Apply(function, a, b);
    }

    @Override
    public String typeName() {
        return function.typeName();
    }

    /** Every setting but a bound that is infinite, which is what leaving it out means. */
    @Override
    public JsonValue settings() {
        JsonObject settings = JsonObject.of();
        if (function.usesA() && Float.isFinite(a)) {
            settings = settings.with(function.nameOfA(), a);
        }
        if (function.usesB() && Float.isFinite(b)) {
            settings = settings.with(function.nameOfB(), b);
        }
        return settings;
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        float[] x = context.input().values();
        float[] y = context.output().values();
        return LoopPass.ofElements(
                context,
                (from, to) -> apply(x, y, from, to),
                (from, to) -> differentiate(x, context.outputGradient(), context.inputGradient(0), from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        String text = settings().toString();
        String describe = text.equals("{}") ? typeName() : typeName() + " " + text.replace("\"", "");
        return new RowOperation(describe, (x, y, channels, from, to) -> apply(x, y, from * channels, to * channels));
    }

    /** {@code y = f(x)} for the elements {@code [from, to)}; what common networks use most has loops without doubles. */
    private void apply(float[] x, float[] y, int from, int to) {
        switch (function) {
            case CLIP -> {
                for (int index = from; index < to; index++) {
                    y[index] = Math.min(Math.max(x[index], a), b);
                }
            }
            case LINEAR -> {
                for (int index = from; index < to; index++) {
                    y[index] = a * x[index] + b;
                }
            }
            case HARD_SIGMOID -> {
                for (int index = from; index < to; index++) {
                    y[index] = Math.min(Math.max(a * x[index] + b, 0f), 1f);
                }
            }
            case HARD_SWISH -> {
                for (int index = from; index < to; index++) {
                    y[index] = x[index] <= -3 ? 0 : x[index] * Math.min(x[index] / 6 + 0.5f, 1f);
                }
            }
            default -> {
                for (int index = from; index < to; index++) {
                    y[index] = (float) function.value(x[index], a, b);
                }
            }
        }
    }

    private void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
        for (int index = from; index < to; index++) {
            dx[index] = (float) (function.derivative(x[index], a, b) * dy[index]);
        }
    }
}
