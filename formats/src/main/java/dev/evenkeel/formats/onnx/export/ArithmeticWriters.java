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

    static Value apply(Apply layer, LayerSite site) {
        Value x = site.input();
        float a = layer.a();
        float b = layer.b();
        Attributes alpha = Attributes.NONE.real("alpha", a);
        return switch (layer.function()) {
            case ELU -> site.result(x.order(), "Elu", alpha, x.name());
            case SELU -> site.result(x.order(), "Selu", alpha.real("gamma", b), x.name());
            case CELU -> site.result(x.order(), "Celu", alpha, x.name());
            case HARD_SIGMOID -> site.result(x.order(), "HardSigmoid", alpha.real("beta", b), x.name());
            case HARD_SWISH -> site.result(x.order(), "HardSwish", x.name());
            case SOFTPLUS -> site.result(x.order(), "Softplus", x.name());
            case SOFTSIGN -> site.result(x.order(), "Softsign", x.name());
            case THRESHOLDED_RELU -> site.result(x.order(), "ThresholdedRelu", alpha, x.name());
            case CLIP -> site.result(x.order(), "Clip", x.name(), bound("min", a, site), bound("max", b, site));
            case SMOOTH_CLIP -> smoothClip(a, x, site);
            case SWISH -> {
                String scaled = site.inner("Mul", x.name(), site.number("alpha", a));
                yield site.result(x.order(), "Mul", x.name(), site.inner("Sigmoid", scaled));
            }
            case MISH -> mish(x, site);
            case EXP -> site.result(x.order(), "Exp", x.name());
            case LOG -> site.result(x.order(), "Log", x.name());
            case SQRT -> site.result(x.order(), "Sqrt", x.name());
            case RECIPROCAL -> site.result(x.order(), "Reciprocal", x.name());
            case ABS -> site.result(x.order(), "Abs", x.name());
            case NEGATE -> site.result(x.order(), "Neg", x.name());
            case ERF -> site.result(x.order(), "Erf", x.name());
            case SIN -> site.result(x.order(), "Sin", x.name());
            case COS -> site.result(x.order(), "Cos", x.name());
            case POWER -> site.result(x.order(), "Pow", x.name(), site.number("exponent", a));
            case LINEAR -> {
                String scaled = site.inner("Mul", x.name(), site.number("scale", a));
                yield site.result(x.order(), "Add", scaled, site.number("shift", b));
            }
            case SIGN -> site.result(x.order(), "Sign", x.name());
            case FLOOR -> site.result(x.order(), "Floor", x.name());
            case CEIL -> site.result(x.order(), "Ceil", x.name());
            case ROUND -> site.result(x.order(), "Round", x.name());
        };
    }

    /** A bound, or an input left out where there is none. */
    private static String bound(String name, float bound, LayerSite site) {
        return Float.isInfinite(bound) ? "" : site.number(name, bound);
    }

    /** {@code x / sqrt(1 + (x / limit)^2)} of an x that is kept where its square is a float. */
    private static Value smoothClip(float limit, Value x, LayerSite site) {
        float far = Math.min(Float.MAX_VALUE, limit * FAR);
        String near = site.inner("Clip", x.name(), site.number("min", -far), site.number("max", far));
        String share = site.inner("Div", near, site.number("limit", limit));
        String squares = site.inner("Add", site.inner("Mul", share, share), site.number("one", 1));
        return site.result(x.order(), "Div", near, site.inner("Sqrt", squares));
    }

    private static Value mish(Value x, LayerSite site) {
        return site.opset() >= MISH_SINCE
                ? site.result(x.order(), "Mish", x.name())
                : site.result(x.order(), "Mul", x.name(), site.inner("Tanh", site.inner("Softplus", x.name())));
    }

    static Value combine(Combine layer, LayerSite site) {
        List<Value> inputs = site.alignedInputs();
        String operator = switch (layer.operator()) {
            case PLUS -> "Add";
            case SUBTRACT -> "Sub";
            case MULTIPLY -> "Mul";
            case DIVIDE -> "Div";
            case RAISE -> "Pow";
            case MAXIMUM -> "Max";
            case MINIMUM -> "Min";
        };
        return site.result(
                inputs.get(0).order(),
                operator,
                inputs.get(0).name(),
                inputs.get(1).name());
    }

    /** One for all examples, for whoever can make use of it. */
    static Value constant(Constant layer, LayerSite site) {
        Tensor value = site.tensor(Constant.VALUE);
        List<Long> extents = Attributes.list(layer.shape().prepend(1).toArray());
        String name = site.constant(Constant.VALUE, extents, value.toArray());
        return new Value(name, layer.shape(), Order.CHANNELS_LAST, Value.Batch.ONE);
    }

    static Value reduce(Reduce layer, LayerSite site) {
        Value x = site.input().order().isChannelsFirst() ? site.input() : site.channelsLast();
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
        return site.opset() >= AXES_AS_INPUT_SINCE || layer.operator() == Reduce.Operator.SUM
                ? site.result(
                        x.order(),
                        operator,
                        x.name(),
                        site.longs(
                                "axes", axes.stream().mapToLong(Long::longValue).toArray()))
                : site.result(x.order(), operator, Attributes.NONE.wholes("axes", axes), x.name());
    }

    /** Where an axis of this library, the batch counted, stands in the graph. */
    private static long axisOf(long axis, Value x) {
        if (!x.order().isChannelsFirst()) {
            return axis;
        }
        return axis == x.shape().rank() ? 1 : axis + 1;
    }

    static Value matrixMultiply(MatrixMultiply layer, LayerSite site) {
        List<Value> inputs = site.alignedInputsChannelsLast();
        return site.result(
                Order.CHANNELS_LAST,
                "MatMul",
                inputs.get(0).name(),
                inputs.get(1).name());
    }

    static Value prelu(PRelu layer, LayerSite site) {
        Value x = site.input();
        String slopes = layer.slopes() == 1
                ? site.constant("weight", List.of(1L), site.tensor("weight").toArray())
                : site.alongChannels("weight", x);
        return site.result(x.order(), "PRelu", x.name(), slopes);
    }
}
