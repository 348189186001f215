package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recurrent node's weights: {@code W [directions, gates * hidden, channels]}, {@code R [directions, gates * hidden, hidden]} and
 * {@code B [directions, 2 * gates * hidden]}, whose gates come as i, o, f, c or as z, r, h.
 *
 * @param ours for each gate of a layer the file's place of it
 */
record RecurrentWeights(Fixed inputs, Fixed states, Optional<Fixed> biases, int hidden, List<Integer> ours) {
    private static final List<Integer> LSTM = List.of(0, 2, 3, 1);
    private static final List<Integer> GRU = List.of(1, 0, 2);

    static RecurrentWeights of(Translation translation, NodeReader node, int channels) {
        List<Integer> ours = node.operator().equals("LSTM") ? LSTM : GRU;
        Fixed inputs = translation.fixed(node, 1);
        Fixed states = translation.fixed(node, 2);
        Optional<Fixed> biases = translation.optionalFixed(node, 3);
        int gates = ours.size();
        int directions = node.text("direction", "forward").equalsIgnoreCase("bidirectional") ? 2 : 1;
        int hidden = states.extents().length == 3 ? states.extents()[2] : node.integer("hidden_size", 0);
        require(node, "weights", inputs, directions, gates * hidden, channels);
        require(node, "weights of states", states, directions, gates * hidden, hidden);
        biases.ifPresent(both -> require(node, "biases", both, directions, 2 * gates * hidden));
        if (hidden < 1 || node.integer("hidden_size", hidden) != hidden) {
            throw node.wrong("needs a 'hidden_size' of " + hidden + ", as its weights have, but got "
                    + node.integer("hidden_size", hidden));
        }
        return new RecurrentWeights(inputs, states, biases, hidden, ours);
    }

    private static void require(NodeReader node, String what, Fixed tensor, int... extents) {
        if (!Arrays.equals(tensor.extents(), extents)) {
            throw node.wrong("needs " + what + " " + Arrays.toString(extents) + ", but got "
                    + Arrays.toString(tensor.extents()));
        }
    }

    /** As the layer's parameters. */
    Map<String, Tensor> tensors(Recurrent layer) {
        int channels = inputs.extents()[2];
        int rows = ours.size() * hidden;
        float[] both = biases.map(Fixed::floats).orElseGet(() -> new float[2 * rows * inputs.extents()[0]]);
        float[][] from = {inputs.floats(), states.floats(), both, both};
        List<Parameter> parameters = layer.parameters(Shape.of(1, channels));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int at = 0; at < parameters.size(); at++) {
            Parameter parameter = parameters.get(at);
            int direction = at / 4;
            int kind = at % 4;
            int width = parameter.shape().size() / rows;
            int start = kind < 2 ? direction * rows * width : (2 * direction + kind - 2) * rows;
            tensors.put(parameter.name(), Tensor.of(parameter.shape(), gates(from[kind], start, hidden * width)));
        }
        return tensors;
    }

    /** A direction's gates in a layer's order. */
    private float[] gates(float[] values, int start, int size) {
        float[] ordered = new float[ours.size() * size];
        for (int gate = 0; gate < ours.size(); gate++) {
            System.arraycopy(values, start + ours.get(gate) * size, ordered, gate * size, size);
        }
        return ordered;
    }
}
