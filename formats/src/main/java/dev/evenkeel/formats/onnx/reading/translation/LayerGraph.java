package dev.evenkeel.formats.onnx.reading.translation;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.arithmetic.Apply;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.rearrange.Expand;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The layers that nodes became, and their tensors. */
public final class LayerGraph {
    private record Added(String name, Layer layer, List<String> inputs) {}

    private final Shape input;
    private final List<Added> layers = new ArrayList<>();
    private final Map<String, Added> byName = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Map<String, Float> numbers = new HashMap<>();
    private final Map<String, String> makers = new HashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, SampleCounts> sampleCounts = new LinkedHashMap<>();
    private final Map<String, NodeReader> trainingNodes = new LinkedHashMap<>();

    LayerGraph(Shape input) {
        this.input = input;
        shapes.put(Network.INPUT, input);
    }

    /** Adds a layer with its tensors, by their names within it, and gives its name back. */
    String add(NodeReader node, String name, Layer layer, List<Flowing> inputs, Map<String, Tensor> own) {
        List<Shape> read = inputs.stream()
                .map(flowing -> Objects.requireNonNull(shapes.get(flowing.node())))
                .toList();
        try {
            shapes.put(name, layer.outputShape(read));
        } catch (EvenkeelException problem) {
            throw node.unsupported(String.valueOf(problem.getMessage()));
        }
        Added added = new Added(name, layer, inputs.stream().map(Flowing::node).toList());
        layers.add(added);
        byName.put(name, added);
        makers.put(name, node.title());
        for (Parameter parameter : layer.parameters(read)) {
            put(node, name, parameter.name(), parameter.shape(), own);
        }
        for (Statistic statistic : layer.statistics(read)) {
            put(node, name, statistic.name(), statistic.shape(), own);
        }
        numberOf(added).ifPresent(number -> numbers.put(name, number));
        return name;
    }

    /** The value of a shape that reshapes made a value of, if they did. */
    Optional<String> beforeReshapes(String value, Shape shape) {
        String at = value;
        for (Added added = byName.get(at); added != null && added.layer() instanceof Reshape; added = byName.get(at)) {
            at = added.inputs().get(0);
            if (Objects.equals(shape, shapes.get(at))) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** The number that all values of a layer's output are, where constants alone make it and it is one. */
    public Optional<Float> number(String value) {
        return Optional.ofNullable(numbers.get(value));
    }

    private Optional<Float> numberOf(Added added) {
        if (added.layer() instanceof Constant) {
            float[] values = Objects.requireNonNull(tensors.get(added.name() + "." + Constant.VALUE))
                    .toArray();
            return values.length == 0
                    ? Optional.empty()
                    : Optional.of(values[0])
                            .filter(first -> IntStream.range(1, values.length).allMatch(at -> values[at] == first));
        }
        List<Optional<Float>> parts =
                added.inputs().stream().map(this::number).distinct().toList();
        Optional<Float> all = parts.size() == 1 ? parts.get(0) : Optional.empty();
        if (added.layer() instanceof Apply apply) {
            return all.map(x -> (float) apply.function().value(x, apply.a(), apply.b()));
        }
        return added.layer() instanceof Reshape
                        || added.layer() instanceof Slice
                        || added.layer() instanceof Expand
                        || added.layer() instanceof Take
                        || added.layer() instanceof Concatenate
                ? all
                : Optional.empty();
    }

    private void put(NodeReader node, String layer, String tensor, Shape shape, Map<String, Tensor> own) {
        Tensor given = own.get(tensor);
        if (given == null || !given.shape().equals(shape)) {
            throw node.wrong("needs a '" + tensor + "' " + shape + ", but got "
                    + (given == null ? "none" : given.shape().toString()));
        }
        tensors.put(layer + "." + tensor, given);
    }

    public void sampleCounts(String layer, SampleCounts behind) {
        sampleCounts.put(layer, behind);
    }

    /** A batch normalization that takes the statistics of its batch. */
    public void normalizesBatch(String layer, NodeReader node) {
        trainingNodes.put(layer, node);
    }

    /** The network that computes a value, of the layers that it needs; what belongs to others is forgotten. */
    public Network network(Flowing end) {
        Set<String> wanted = new HashSet<>(Set.of(end.node()));
        List<Added> kept = new ArrayList<>();
        for (int at = layers.size() - 1; at >= 0; at--) {
            if (wanted.contains(layers.get(at).name())) {
                kept.add(layers.get(at));
                wanted.addAll(layers.get(at).inputs());
            }
        }
        if (kept.size() > NetworkJson.MAX_LAYERS) {
            throw new EvenkeelException("The graph becomes " + kept.size() + " layers, but a network has at most "
                    + NetworkJson.MAX_LAYERS);
        }
        Collections.reverse(kept);
        layers.clear();
        layers.addAll(kept);
        tensors.keySet().removeIf(name -> !wanted.contains(layer(name)));
        sampleCounts.keySet().retainAll(wanted);
        trainingNodes.keySet().retainAll(wanted);
        Network.Builder builder = Network.builder(input);
        kept.forEach(added -> builder.add(added.name(), added.layer(), added.inputs()));
        return builder.build();
    }

    private static String layer(String tensor) {
        return tensor.substring(0, tensor.lastIndexOf('.'));
    }

    /** The node that made the first layer that is not as in another graph, as messages call it. */
    public Optional<String> difference(LayerGraph other) {
        for (int at = 0; at < layers.size(); at++) {
            if (at >= other.layers.size() || !layers.get(at).equals(other.layers.get(at))) {
                return Optional.ofNullable(makers.get(layers.get(at).name()));
            }
        }
        return tensors.entrySet().stream()
                .filter(entry -> !Objects.equals(entry.getValue(), other.tensors.get(entry.getKey())))
                .map(entry -> makers.get(layer(entry.getKey())))
                .findFirst();
    }

    public Map<String, Tensor> tensors() {
        return tensors;
    }

    public Map<String, SampleCounts> sampleCounts() {
        return sampleCounts;
    }

    /** The nodes whose layers take the statistics of each batch in the file. */
    public Map<String, NodeReader> trainingNodes() {
        return trainingNodes;
    }
}
