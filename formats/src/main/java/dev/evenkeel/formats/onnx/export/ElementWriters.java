package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.layer.core.FixedStandardization;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.LogSoftmax;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Writes linear layers, element-wise functions, and what joins values. */
final class ElementWriters {
    private static final int GELU_SINCE = 20;

    private ElementWriters() {}

    /** Features as one product; several positions as a product over their last axis, then the bias. */
    static Value linear(Linear layer, ExportContext context) {
        boolean biased = layer.bias() == Linear.Bias.WITH;
        return context.input().shape().rank() == 1 ? gemm(biased, context) : matrixProduct(biased, context);
    }

    /** With the one weight that the graph has already, or a copy where the graph holds that in an order of its own. */
    static Value tied(TiedLinear layer, ExportContext context) {
        boolean biased = layer.bias() == Linear.Bias.WITH;
        Tensor tensor = context.tensor("weight");
        String shared = layer.to() + ".weight";
        List<Long> extents = Attributes.list(tensor.shape().toArray());
        int outputs = tensor.shape().extent(0);
        if (context.input().shape().rank() == 1) {
            float[] arranged = context.input().order().arranged(outputs, tensor.toArray());
            return context.hasConstant(shared, extents, arranged)
                    ? gemm(context.input(), shared, biased, context)
                    : gemm(biased, context);
        }
        List<Long> turned = List.of(extents.get(1), extents.get(0));
        if (context.hasConstant(shared, turned, WeightOrder.transposed(tensor, outputs))) {
            return matrixProduct(shared, biased, context);
        }
        return context.hasConstant(shared, extents, tensor.toArray())
                ? matrixProduct(
                        context.inner("Transpose", Attributes.NONE.wholes("perm", List.of(1L, 0L)), shared),
                        biased,
                        context)
                : matrixProduct(biased, context);
    }

    private static Value gemm(boolean biased, ExportContext context) {
        Value x = context.input();
        Tensor tensor = context.tensor("weight");
        int outputs = tensor.shape().extent(0);
        String weight = context.constant(
                "weight",
                List.of((long) outputs, (long) tensor.shape().extent(1)),
                x.order().arranged(outputs, tensor.toArray()));
        return gemm(x, weight, biased, context);
    }

    private static Value gemm(Value x, String weight, boolean biased, ExportContext context) {
        Attributes attributes = Attributes.NONE.whole("transB", 1);
        return biased
                ? context.result(Order.CHANNELS_LAST, "Gemm", attributes, x.name(), weight, bias(context))
                : context.result(Order.CHANNELS_LAST, "Gemm", attributes, x.name(), weight);
    }

    private static Value matrixProduct(boolean biased, ExportContext context) {
        Tensor tensor = context.tensor("weight");
        int outputs = tensor.shape().extent(0);
        int inputs = tensor.shape().extent(1);
        String weight = context.constant(
                "weight", List.of((long) inputs, (long) outputs), WeightOrder.transposed(tensor, outputs));
        return matrixProduct(weight, biased, context);
    }

    private static Value matrixProduct(String weight, boolean biased, ExportContext context) {
        Value x = context.channelsLast();
        if (!biased) {
            return context.result(Order.CHANNELS_LAST, "MatMul", x.name(), weight);
        }
        String product = context.inner("MatMul", x.name(), weight);
        return context.result(Order.CHANNELS_LAST, "Add", product, bias(context));
    }

    private static String bias(ExportContext context) {
        Tensor bias = context.tensor("bias");
        return context.constant("bias", List.of((long) bias.shape().size()), bias.toArray());
    }

    static Value activate(Activate layer, ExportContext context) {
        Value x = context.input();
        return switch (layer.activation()) {
            case IDENTITY -> x;
            case RELU -> context.result(x.order(), "Relu", x.name());
            case LEAKY_RELU ->
                context.result(x.order(), "LeakyRelu", Attributes.NONE.real("alpha", layer.slope()), x.name());
            case SIGMOID -> context.result(x.order(), "Sigmoid", x.name());
            case TANH -> context.result(x.order(), "Tanh", x.name());
            case SILU -> context.result(x.order(), "Mul", x.name(), context.inner("Sigmoid", x.name()));
            case GELU, GELU_TANH -> gelu(layer.activation(), x, context);
        };
    }

    private static Value gelu(Activation activation, Value x, ExportContext context) {
        boolean exact = activation == Activation.GELU;
        if (context.opset() >= GELU_SINCE) {
            return context.result(
                    x.order(), "Gelu", Attributes.NONE.text("approximate", exact ? "none" : "tanh"), x.name());
        }
        String bend = exact ? errorFunction(x, context) : hyperbolicTangent(x, context);
        String plusOne = context.inner("Add", bend, context.number("one", 1));
        String half = context.inner("Mul", x.name(), context.number("half", 0.5f));
        return context.result(x.order(), "Mul", half, plusOne);
    }

    /** {@code erf(x / sqrt(2))}. */
    private static String errorFunction(Value x, ExportContext context) {
        return context.inner(
                "Erf", context.inner("Div", x.name(), context.number("root_of_two", (float) Math.sqrt(2))));
    }

    /** {@code tanh(sqrt(2 / pi) * (x + 0.044715 x^3))}. */
    private static String hyperbolicTangent(Value x, ExportContext context) {
        String square = context.inner("Mul", x.name(), x.name());
        String cube = context.inner("Mul", square, x.name());
        String small = context.inner("Mul", cube, context.number("of_cube", 0.044715f));
        String sum = context.inner("Add", x.name(), small);
        return context.inner("Tanh", context.inner("Mul", sum, context.number("of_sum", (float)
                Math.sqrt(2 / Math.PI))));
    }

    static Value softmax(Softmax layer, ExportContext context) {
        return alongChannels("Softmax", context);
    }

    static Value logSoftmax(LogSoftmax layer, ExportContext context) {
        return alongChannels("LogSoftmax", context);
    }

    private static Value alongChannels(String operator, ExportContext context) {
        Value x = context.input();
        return context.result(
                x.order(), operator, Attributes.NONE.whole("axis", x.order().channelAxis()), x.name());
    }

    static Value standardize(InputStandardization layer, ExportContext context) {
        Value x = context.input();
        boolean whole = layer.scope() == InputStandardization.Scope.WHOLE;
        String mean = InputStandardization.MEAN;
        String deviation = InputStandardization.DEVIATION;
        String centered = context.inner("Sub", x.name(), whole ? one(mean, context) : context.alongChannels(mean, x));
        return context.result(
                x.order(), "Div", centered, whole ? one(deviation, context) : context.alongChannels(deviation, x));
    }

    private static String one(String tensor, ExportContext context) {
        return context.constant(tensor, List.of(1L), context.tensor(tensor).toArray());
    }

    static Value standardize(FixedStandardization layer, ExportContext context) {
        Value x = context.input();
        String centered = context.inner("Sub", x.name(), fixed("mean", layer.mean(), x, context));
        return context.result(x.order(), "Div", centered, fixed("deviation", layer.deviation(), x, context));
    }

    /** One number for all channels, or one for each. */
    private static String fixed(String name, List<Float> numbers, Value x, ExportContext context) {
        float[] values = new float[numbers.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = numbers.get(index);
        }
        return values.length == 1
                ? context.floats(name, List.of(1L), values)
                : context.floats(
                        name,
                        ExportContext.broadcast(values.length, x),
                        x.order().arranged(1, values));
    }

    static Value add(Add layer, ExportContext context) {
        List<Value> inputs = context.inputsInOneOrder();
        return context.chain(
                inputs.get(0).order(), "Add", inputs.stream().map(Value::name).toList());
    }

    /** Features in an order of their own stay in it, one input's behind another's. */
    static Value concatenate(Concatenate layer, ExportContext context) {
        boolean flat = context.outputShape().rank() == 1;
        List<Value> inputs = flat ? context.inputs() : context.inputsInOneOrder();
        List<Integer> ours = new ArrayList<>();
        for (Value input : inputs) {
            int before = ours.size();
            if (flat) {
                input.order().ours(input.shape().size()).forEach(index -> ours.add(before + index));
            }
        }
        Order order = flat ? Order.ofFeatures(ours) : inputs.get(0).order();
        return context.result(
                order,
                "Concat",
                Attributes.NONE.whole("axis", order.channelAxis()),
                inputs.stream().map(Value::name).toArray(String[]::new));
    }

    /** {@code (x - mean) * scale + shift} of a folded network; a mean of 0 is left out. */
    static Value scaleAndShift(ChannelAffine affine, ExportContext context) {
        Value x = context.input();
        String from = x.name();
        for (int channel = 0; channel < affine.channels(); channel++) {
            if (affine.mean(channel) != 0) {
                from = context.inner("Sub", x.name(), vector("mean", affine, affine::mean, x, context));
                break;
            }
        }
        String scaled = context.inner("Mul", from, vector("scale", affine, affine::scale, x, context));
        return context.result(x.order(), "Add", scaled, vector("shift", affine, affine::shift, x, context));
    }

    private static String vector(
            String name, ChannelAffine affine, IntToDoubleFunction of, Value x, ExportContext context) {
        float[] values = new float[affine.channels()];
        for (int channel = 0; channel < values.length; channel++) {
            values[channel] = (float) of.applyAsDouble(channel);
        }
        return context.floats(
                name, ExportContext.broadcast(values.length, x), x.order().arranged(1, values));
    }
}
