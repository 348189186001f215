package dev.evenkeel.testkit;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.testkit.oracle.Followed;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A network whose every layer is its oracle: what a compiled or frozen network is compared with. */
final class OracleNetwork {
    private final Network network;
    private final Function<String, TrainingMode> trainingModes;
    private final Map<String, double[]> tensors = new HashMap<>();
    private final Map<String, Long> updates = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, double[]> gradients = new HashMap<>();
    private final Map<String, Given> given = new HashMap<>();

    OracleNetwork(Model model, Function<String, TrainingMode> trainingModes) {
        network = model.network();
        this.trainingModes = trainingModes;
        model.tensors().forEach((name, tensor) -> tensors.put(name, doubles(tensor)));
        for (Node node : network.nodes()) {
            SampleCounts behind = model.sampleCounts(node.name());
            updates.put(node.name(), behind.batches().orElse(0));
            counts.put(node.name(), behind.values().orElse(0));
        }
    }

    private static double[] doubles(Tensor tensor) {
        float[] values = tensor.toArray();
        return LayerHarness.doubles(values, values.length);
    }

    /** The outputs of a training step. */
    double[] train(double[] x, int examples) {
        return forward(x, examples, (node, given) -> oracle(node).train(given));
    }

    /** The outputs of the frozen network. */
    double[] infer(double[] x, int examples) {
        return forward(x, examples, (node, given) -> oracle(node).infer(given));
    }

    private interface Pass {
        double[] of(Node node, Given given);
    }

    private double[] forward(double[] x, int examples, Pass pass) {
        Map<String, double[]> values = new HashMap<>(Map.of(Network.INPUT, x));
        for (Node node : network.nodes()) {
            List<double[]> inputs = new ArrayList<>();
            node.inputs().forEach(read -> inputs.add(require(values, read)));
            given.put(node.name(), given(node, examples, inputs));
            values.put(node.name(), pass.of(node, require(given, node.name())));
        }
        return require(values, network.last().name());
    }

    private Given given(Node node, int examples, List<double[]> inputs) {
        Shape shape = node.inputShapes().isEmpty()
                ? node.outputShape()
                : node.inputShapes().get(0);
        boolean[] real = new boolean[examples * shape.positions()];
        Arrays.fill(real, true);
        Map<String, double[]> parameters = new HashMap<>();
        node.parameters().forEach(own -> parameters.put(own.name(), tensor(node.name() + "." + own.name())));
        Map<String, double[]> statistics = new HashMap<>();
        node.statistics().forEach(own -> statistics.put(own.name(), tensor(node.name() + "." + own.name())));
        return new Given(
                node.inputShapes(),
                examples,
                inputs,
                real,
                new boolean[0],
                parameters,
                statistics,
                require(updates, node.name()),
                require(counts, node.name()),
                trainingModes.apply(node.name()));
    }

    /** The gradients of the last training step. */
    void backward(double[] outputGradient) {
        Map<String, double[]> flowing = new HashMap<>(Map.of(network.last().name(), outputGradient));
        List<Node> nodes = network.nodes();
        for (int index = nodes.size() - 1; index >= 0; index--) {
            Node node = nodes.get(index);
            Gradients own = oracle(node).backward(require(given, node.name()), require(flowing, node.name()));
            own.parameters().forEach((name, gradient) -> gradients.put(node.name() + "." + name, gradient));
            for (int input = 0; input < node.inputs().size(); input++) {
                flowing.merge(node.inputs().get(input), own.inputs().get(input), OracleNetwork::sum);
            }
        }
    }

    private static double[] sum(double[] first, double[] second) {
        double[] sum = first.clone();
        Arrays.setAll(sum, index -> first[index] + second[index]);
        return sum;
    }

    /** Lets the running statistics follow the last training step, and the weights that learn go down. */
    void step(double learningRate) {
        for (Node node : network.nodes()) {
            Followed followed = oracle(node).follow(require(given, node.name()));
            followed.statistics().forEach((name, values) -> tensors.put(node.name() + "." + name, values));
            if (followed.count() > 0) {
                updates.merge(node.name(), 1L, Long::sum);
                counts.merge(node.name(), followed.count(), Long::sum);
            }
            if (trainingModes.apply(node.name()).gradients() == TrainingMode.Gradients.PARAMETERS) {
                node.parameters().forEach(own -> descend(node.name() + "." + own.name(), learningRate));
            }
        }
    }

    private void descend(String name, double learningRate) {
        double[] lower = tensor(name).clone();
        double[] gradient = gradient(name);
        Arrays.setAll(lower, index -> lower[index] - learningRate * gradient[index]);
        tensors.put(name, lower);
    }

    /** How near to 0, where activations have kinks, a value came that one of them read. */
    double nearestToAKink() {
        double nearest = Double.POSITIVE_INFINITY;
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Activate) {
                for (double value : require(given, node.name()).input()) {
                    nearest = Math.min(nearest, Math.abs(value));
                }
            }
        }
        return nearest;
    }

    /** A parameter or running statistic by its full name. */
    double[] tensor(String name) {
        return require(tensors, name);
    }

    double[] gradient(String name) {
        return require(gradients, name);
    }

    /** How many updates stand behind the statistics of a layer. */
    long updates(String layer) {
        return require(updates, layer);
    }

    /** How many values stand behind the statistics of a layer. */
    long count(String layer) {
        return require(counts, layer);
    }

    private static Oracle oracle(Node node) {
        return Oracles.of(node.layer()).orElseThrow();
    }

    private static <T> T require(Map<String, T> map, String name) {
        return Objects.requireNonNull(map.get(name), name);
    }
}
