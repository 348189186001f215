package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.arithmetic.MatrixMultiply;
import dev.evenkeel.arithmetic.PRelu;
import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.tensor.Tensor;
import java.util.List;

/** Writes functions, operators of two inputs, constants, reductions and products of matrices. */
final class ArithmeticWriters {
    private static final int MISH_SINCE = 18;

    /** So many limits out, a clipped value is the limit in a float, and the square of its share still a number. */
    private static final float FAR = 1e15f;

    private static final int AXES_AS_INPUT_SINCE = 18;

    private ArithmeticWriters() {}

    static Value apply(Apply layer, ExportContext context) {
        Value x = context.input();
        float a = layer.a();
        float b = layer.b();
        Attributes alpha = Attributes.NONE.real("alpha", a);
        return switch (layer.function()) {
            case ELU -> context.result(x.order(), "Elu", alpha, x.name());
            case SELU -> context.result(x.order(), "Selu", alpha.real("gamma", b), x.name());
            case CELU -> context.result(x.order(), "Celu", alpha, x.name());
            case HARD_SIGMOID -> context.result(x.order(), "HardSigmoid", alpha.real("beta", b), x.name());
            case HARD_SWISH -> context.result(x.order(), "HardSwish", x.name());
            case SOFTPLUS -> context.result(x.order(), "Softplus", x.name());
            case SOFTSIGN -> context.result(x.order(), "Softsign", x.name());
            case THRESHOLDED_RELU -> context.result(x.order(), "ThresholdedRelu", alpha, x.name());
            case CLIP ->
                context.result(x.order(), "Clip", x.name(), bound("min", a, context), bound("max", b, context));
            case SMOOTH_CLIP -> smoothClip(a, x, context);
            case SWISH -> {
                String scaled = context.inner("Mul", x.name(), context.number("alpha", a));
                yield context.result(x.order(), "Mul", x.name(), context.inner("Sigmoid", scaled));
            }
            case MISH -> mish(x, context);
            case EXP -> context.result(x.order(), "Exp", x.name());
            case LOG -> context.result(x.order(), "Log", x.name());
            case SQRT -> context.result(x.order(), "Sqrt", x.name());
            case RECIPROCAL -> context.result(x.order(), "Reciprocal", x.name());
            case ABS -> context.result(x.order(), "Abs", x.name());
            case NEGATE -> context.result(x.order(), "Neg", x.name());
            case ERF -> context.result(x.order(), "Erf", x.name());
            case SIN -> context.result(x.order(), "Sin", x.name());
            case COS -> context.result(x.order(), "Cos", x.name());
            case POWER -> context.result(x.order(), "Pow", x.name(), context.number("exponent", a));
            case LINEAR -> {
                String scaled = context.inner("Mul", x.name(), context.number("scale", a));
                yield context.result(x.order(), "Add", scaled, context.number("shift", b));
            }
            case SIGN -> context.result(x.order(), "Sign", x.name());
            case FLOOR -> context.result(x.order(), "Floor", x.name());
            case CEIL -> context.result(x.order(), "Ceil", x.name());
            case ROUND -> context.result(x.order(), "Round", x.name());
        };
    }

    /** A bound, or an input left out where there is none. */
    private static String bound(String name, float bound, ExportContext context) {
        return Float.isInfinite(bound) ? "" : context.number(name, bound);
    }

    /** {@code x / sqrt(1 + (x / limit)^2)} of an x that is kept where its square is a float. */
    private static Value smoothClip(float limit, Value x, ExportContext context) {
        float far = Math.min(Float.MAX_VALUE, limit * FAR);
        String near = context.inner("Clip", x.name(), context.number("min", -far), context.number("max", far));
        String share = context.inner("Div", near, context.number("limit", limit));
        String squares = context.inner("Add", context.inner("Mul", share, share), context.number("one", 1));
        return context.result(x.order(), "Div", near, context.inner("Sqrt", squares));
    }

    private static Value mish(Value x, ExportContext context) {
        return context.opset() >= MISH_SINCE
                ? context.result(x.order(), "Mish", x.name())
                : context.result(
                        x.order(), "Mul", x.name(), context.inner("Tanh", context.inner("Softplus", x.name())));
    }

    static Value combine(Combine layer, ExportContext context) {
        List<Value> inputs = context.alignedInputs();
        String operator = switch (layer.operator()) {
            case PLUS -> "Add";
            case SUBTRACT -> "Sub";
            case MULTIPLY -> "Mul";
            case DIVIDE -> "Div";
            case RAISE -> "Pow";
            case MAXIMUM -> "Max";
            case MINIMUM -> "Min";
        };
        return context.result(
                inputs.get(0).order(),
                operator,
                inputs.get(0).name(),
                inputs.get(1).name());
    }

    /** One for all examples, for whoever can make use of it. */
    static Value constant(Constant layer, ExportContext context) {
        Tensor value = context.tensor(Constant.VALUE);
        List<Long> extents = Attributes.list(layer.shape().prepend(1).toArray());
        String name = context.constant(Constant.VALUE, extents, value.toArray());
        return new Value(name, layer.shape(), Order.CHANNELS_LAST, Value.Batch.ONE);
    }

    static Value reduce(Reduce layer, ExportContext context) {
        Value x = context.input().order().isChannelsFirst() ? context.input() : context.channelsLast();
        String operator = switch (layer.operator()) {
            case MEAN -> "ReduceMean";
            case SUM -> "ReduceSum";
            case MAX -> "ReduceMax";
            case MIN -> "ReduceMin";
            case PRODUCT -> "ReduceProd";
            case L1 -> "ReduceL1";
            case L2 -> "ReduceL2";
            case LOG_SUM -> "ReduceLogSum";
            case LOG_SUM_EXP -> "ReduceLogSumExp";
            case SUM_SQUARE -> "ReduceSumSquare";
        };
        List<Long> axes = layer.axes().stream()
                .map(axis -> axisOf(RearrangeWriters.counted(axis, x.shape()), x))
                .toList();
        return context.opset() >= AXES_AS_INPUT_SINCE || layer.operator() == Reduce.Operator.SUM
                ? context.result(
                        x.order(),
                        operator,
                        x.name(),
                        context.longs(
                                "axes", axes.stream().mapToLong(Long::longValue).toArray()))
                : context.result(x.order(), operator, Attributes.NONE.wholes("axes", axes), x.name());
    }

    /** Where an axis of this library, the batch counted, stands in the graph. */
    private static long axisOf(long axis, Value x) {
        if (!x.order().isChannelsFirst()) {
            return axis;
        }
        return axis == x.shape().rank() ? 1 : axis + 1;
    }

    static Value matrixMultiply(MatrixMultiply layer, ExportContext context) {
        List<Value> inputs = context.alignedInputsChannelsLast();
        return context.result(
                Order.CHANNELS_LAST,
                "MatMul",
                inputs.get(0).name(),
                inputs.get(1).name());
    }

    static Value prelu(PRelu layer, ExportContext context) {
        Value x = context.input();
        String slopes = layer.slopes() == 1
                ? context.constant(
                        "weight", List.of(1L), context.tensor("weight").toArray())
                : context.alongChannels("weight", x);
        return context.result(x.order(), "PRelu", x.name(), slopes);
    }
}
