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
import dev.evenkeel.operation.ChannelAffine;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Writes linear layers, element-wise functions, and what joins values. */
final class ElementWriters {
    private static final int GELU_SINCE = 20;

    private ElementWriters() {}

    /** Features as one product; several positions as a product over their last axis, then the bias. */
    static Value linear(Linear layer, LayerSite site) {
        boolean biased = layer.bias() == Linear.Bias.WITH;
        return site.input().shape().rank() == 1 ? gemm(biased, site) : matrixProduct(biased, site);
    }

    private static Value gemm(boolean biased, LayerSite site) {
        Value x = site.input();
        Tensor tensor = site.tensor("weight");
        int outputs = tensor.shape().extent(0);
        String weight = site.constant(
                "weight",
                List.of((long) outputs, (long) tensor.shape().extent(1)),
                x.order().arranged(outputs, tensor.toArray()));
        Attributes attributes = Attributes.NONE.whole("transB", 1);
        return biased
                ? site.result(Order.CHANNELS_LAST, "Gemm", attributes, x.name(), weight, bias(site))
                : site.result(Order.CHANNELS_LAST, "Gemm", attributes, x.name(), weight);
    }

    private static Value matrixProduct(boolean biased, LayerSite site) {
        Value x = site.channelsLast();
        Tensor tensor = site.tensor("weight");
        int outputs = tensor.shape().extent(0);
        int inputs = tensor.shape().extent(1);
        String weight = site.constant(
                "weight", List.of((long) inputs, (long) outputs), WeightOrder.transposed(tensor, outputs));
        if (!biased) {
            return site.result(Order.CHANNELS_LAST, "MatMul", x.name(), weight);
        }
        String product = site.inner("MatMul", x.name(), weight);
        return site.result(Order.CHANNELS_LAST, "Add", product, bias(site));
    }

    private static String bias(LayerSite site) {
        Tensor bias = site.tensor("bias");
        return site.constant("bias", List.of((long) bias.shape().size()), bias.toArray());
    }

    static Value activate(Activate layer, LayerSite site) {
        Value x = site.input();
        return switch (layer.activation()) {
            case IDENTITY -> x;
            case RELU -> site.result(x.order(), "Relu", x.name());
            case LEAKY_RELU ->
                site.result(x.order(), "LeakyRelu", Attributes.NONE.real("alpha", layer.slope()), x.name());
            case SIGMOID -> site.result(x.order(), "Sigmoid", x.name());
            case TANH -> site.result(x.order(), "Tanh", x.name());
            case SILU -> site.result(x.order(), "Mul", x.name(), site.inner("Sigmoid", x.name()));
            case GELU, GELU_TANH -> gelu(layer.activation(), x, site);
        };
    }

    private static Value gelu(Activation activation, Value x, LayerSite site) {
        boolean exact = activation == Activation.GELU;
        if (site.opset() >= GELU_SINCE) {
            return site.result(
                    x.order(), "Gelu", Attributes.NONE.text("approximate", exact ? "none" : "tanh"), x.name());
        }
        String bend = exact ? errorFunction(x, site) : hyperbolicTangent(x, site);
        String plusOne = site.inner("Add", bend, site.number("one", 1));
        String half = site.inner("Mul", x.name(), site.number("half", 0.5f));
        return site.result(x.order(), "Mul", half, plusOne);
    }

    /** {@code erf(x / sqrt(2))}. */
    private static String errorFunction(Value x, LayerSite site) {
        return site.inner("Erf", site.inner("Div", x.name(), site.number("root_of_two", (float) Math.sqrt(2))));
    }

    /** {@code tanh(sqrt(2 / pi) * (x + 0.044715 x^3))}. */
    private static String hyperbolicTangent(Value x, LayerSite site) {
        String square = site.inner("Mul", x.name(), x.name());
        String cube = site.inner("Mul", square, x.name());
        String small = site.inner("Mul", cube, site.number("of_cube", 0.044715f));
        String sum = site.inner("Add", x.name(), small);
        return site.inner("Tanh", site.inner("Mul", sum, site.number("of_sum", (float) Math.sqrt(2 / Math.PI))));
    }

    static Value softmax(Softmax layer, LayerSite site) {
        return alongChannels("Softmax", site);
    }

    static Value logSoftmax(LogSoftmax layer, LayerSite site) {
        return alongChannels("LogSoftmax", site);
    }

    private static Value alongChannels(String operator, LayerSite site) {
        Value x = site.input();
        return site.result(
                x.order(), operator, Attributes.NONE.whole("axis", x.order().channelAxis()), x.name());
    }

    static Value standardize(InputStandardization layer, LayerSite site) {
        Value x = site.input();
        boolean whole = layer.scope() == InputStandardization.Scope.WHOLE;
        String mean = InputStandardization.MEAN;
        String deviation = InputStandardization.DEVIATION;
        String centered = site.inner("Sub", x.name(), whole ? one(mean, site) : site.alongChannels(mean, x));
        return site.result(x.order(), "Div", centered, whole ? one(deviation, site) : site.alongChannels(deviation, x));
    }

    private static String one(String tensor, LayerSite site) {
        return site.constant(tensor, List.of(1L), site.tensor(tensor).toArray());
    }

    static Value standardize(FixedStandardization layer, LayerSite site) {
        Value x = site.input();
        String centered = site.inner("Sub", x.name(), fixed("mean", layer.mean(), x, site));
        return site.result(x.order(), "Div", centered, fixed("deviation", layer.deviation(), x, site));
    }

    /** One number for all channels, or one for each. */
    private static String fixed(String name, List<Float> numbers, Value x, LayerSite site) {
        float[] values = new float[numbers.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = numbers.get(index);
        }
        return values.length == 1
                ? site.floats(name, List.of(1L), values)
                : site.floats(
                        name, LayerSite.broadcast(values.length, x), x.order().arranged(1, values));
    }

    static Value add(Add layer, LayerSite site) {
        List<Value> inputs = site.inputsInOneOrder();
        return site.chain(
                inputs.get(0).order(), "Add", inputs.stream().map(Value::name).toList());
    }

    /** Features in an order of their own stay in it, one input's behind another's. */
    static Value concatenate(Concatenate layer, LayerSite site) {
        boolean flat = site.outputShape().rank() == 1;
        List<Value> inputs = flat ? site.inputs() : site.inputsInOneOrder();
        List<Integer> ours = new ArrayList<>();
        for (Value input : inputs) {
            int before = ours.size();
            if (flat) {
                input.order().ours(input.shape().size()).forEach(index -> ours.add(before + index));
            }
        }
        Order order = flat ? Order.ofFeatures(ours) : inputs.get(0).order();
        return site.result(
                order,
                "Concat",
                Attributes.NONE.whole("axis", order.channelAxis()),
                inputs.stream().map(Value::name).toArray(String[]::new));
    }

    /** {@code (x - mean) * scale + shift} of a folded network; a mean of 0 is left out. */
    static Value scaleAndShift(ChannelAffine affine, LayerSite site) {
        Value x = site.input();
        String from = x.name();
        for (int channel = 0; channel < affine.channels(); channel++) {
            if (affine.mean(channel) != 0) {
                from = site.inner("Sub", x.name(), vector("mean", affine, affine::mean, x, site));
                break;
            }
        }
        String scaled = site.inner("Mul", from, vector("scale", affine, affine::scale, x, site));
        return site.result(x.order(), "Add", scaled, vector("shift", affine, affine::shift, x, site));
    }

    private static String vector(String name, ChannelAffine affine, IntToDoubleFunction of, Value x, LayerSite site) {
        float[] values = new float[affine.channels()];
        for (int channel = 0; channel < values.length; channel++) {
            values[channel] = (float) of.applyAsDouble(channel);
        }
        return site.floats(
                name, LayerSite.broadcast(values.length, x), x.order().arranged(1, values));
    }
}
