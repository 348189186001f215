package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.layer.Parameter;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes recurrent layers as {@code LSTM} and {@code GRU}, whose positions come first and whose gates come as i, o, f, c or z, r, h. */
final class RecurrentWriters {
    private static final int[] LSTM = {0, 3, 1, 2};
    private static final int[] GRU = {1, 0, 2};
    private static final int OF_A_DIRECTION = 4;

    private RecurrentWriters() {}

    static Value lstm(Lstm layer, ExportContext context) {
        return write(layer, "LSTM", LSTM, Attributes.NONE, context);
    }

    static Value gru(Gru layer, ExportContext context) {
        Attributes reset = Attributes.NONE.whole("linear_before_reset", layer.reset() == Gru.Reset.AFTER ? 1 : 0);
        return write(layer, "GRU", GRU, reset, context);
    }

    private static Value write(
            Recurrent layer, String operator, int[] gates, Attributes settings, ExportContext context) {
        Value x = context.channelsLast();
        List<Parameter> parameters = layer.parameters(x.shape());
        List<List<String>> kinds = new ArrayList<>();
        for (int kind = 0; kind < OF_A_DIRECTION; kind++) {
            List<String> each = new ArrayList<>();
            for (int at = kind; at < parameters.size(); at += OF_A_DIRECTION) {
                each.add(constant(parameters.get(at), gates, context));
            }
            kinds.add(each);
        }
        String first = context.inner("Transpose", Attributes.NONE.wholes("perm", List.of(1L, 0L, 2L)), x.name());
        String states = context.inner(
                operator,
                settings.whole("hidden_size", layer.hidden()).text("direction", direction(layer)),
                first,
                joined(kinds.get(0), 0, context),
                joined(kinds.get(1), 0, context),
                joined(List.of(joined(kinds.get(2), 0, context), joined(kinds.get(3), 0, context)), 1, context));
        String back = context.inner("Transpose", Attributes.NONE.wholes("perm", List.of(2L, 0L, 1L, 3L)), states);
        Shape shape = context.outputShape();
        return context.result(
                Order.CHANNELS_LAST, "Reshape", back, context.longs("shape", 0, shape.positions(), shape.channels()));
    }

    private static String direction(Recurrent layer) {
        return switch (layer.direction()) {
            case FORWARD -> "forward";
            case BACKWARD -> "reverse";
            case BIDIRECTIONAL -> "bidirectional";
        };
    }

    /** A parameter with its gates in ONNX's order and an axis for its direction. */
    private static String constant(Parameter parameter, int[] gates, ExportContext context) {
        float[] values = context.tensor(parameter.name()).toArray();
        int size = values.length / gates.length;
        float[] ordered = new float[values.length];
        for (int gate = 0; gate < gates.length; gate++) {
            System.arraycopy(values, gates[gate] * size, ordered, gate * size, size);
        }
        List<Long> extents = Attributes.list(parameter.shape().toArray());
        extents.add(0, 1L);
        return context.constant(parameter.name(), extents, ordered);
    }

    private static String joined(List<String> parts, int axis, ExportContext context) {
        return parts.size() == 1
                ? parts.get(0)
                : context.inner("Concat", Attributes.NONE.whole("axis", axis), parts.toArray(String[]::new));
    }
}
