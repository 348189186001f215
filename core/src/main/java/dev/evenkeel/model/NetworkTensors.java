package dev.evenkeel.model;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Tensors against the network that needs them. */
final class NetworkTensors {
    private NetworkTensors() {}

    /** The tensors the network needs, in its order. */
    static Map<String, Shape> needed(Network network) {
        Map<String, Shape> needed = new LinkedHashMap<>();
        network.nodes().forEach(node -> needed.putAll(needed(node)));
        return needed;
    }

    /** The tensors one layer needs, by their full names. */
    static Map<String, Shape> needed(Node node) {
        Map<String, Shape> needed = new LinkedHashMap<>();
        for (Parameter parameter : node.parameters()) {
            needed.put(node.name() + "." + parameter.name(), parameter.shape());
        }
        for (Statistic statistic : node.statistics()) {
            needed.put(node.name() + "." + statistic.name(), statistic.shape());
        }
        return needed;
    }

    /** The tensors in the network's order. @throws EvenkeelException as {@link #requireFit} */
    static Map<String, Tensor> inOrder(Network network, Map<String, Tensor> tensors) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        requireFit(network, shapes);
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        needed(network).keySet().forEach(name -> ordered.put(name, Objects.requireNonNull(tensors.get(name))));
        return Collections.unmodifiableMap(ordered);
    }

    /** @throws EvenkeelException listing every tensor that is missing, surplus or of a wrong shape */
    static void requireFit(Network network, Map<String, Shape> found) {
        Map<String, Shape> needed = needed(network);
        List<String> problems = new ArrayList<>();
        needed.forEach((name, shape) -> {
            Shape came = found.get(name);
            if (came == null) {
                problems.add("tensor '" + name + "' " + shape + " is missing");
            } else if (!came.equals(shape)) {
                problems.add("tensor '" + name + "' is " + came + ", the network's layer needs " + shape);
            }
        });
        for (String name : found.keySet()) {
            if (!needed.containsKey(name)) {
                problems.add("tensor '" + name + "' belongs to no layer");
            }
        }
        if (!problems.isEmpty()) {
            throw new EvenkeelException(
                    String.join("; ", problems) + ". Give the network that these weights were trained with");
        }
    }
}
