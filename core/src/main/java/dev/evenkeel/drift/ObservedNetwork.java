package dev.evenkeel.drift;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.core.Dropping;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A model's layers as they compute in inference, each for itself, up to the last one that is watched. One block of examples at a
 * time; each watched input is handed on as soon as it is there, so that buffers are used again.
 */
final class ObservedNetwork {
    private static final int MAX_EXAMPLES = 8;
    private static final int MAX_FLOATS = 1 << 20;
    private static final String DROPPED = "drift ";

    /** Is told the input of a watched layer. */
    interface Listener {
        void input(int reference, Activations values, int examples);
    }

    private final Kernels kernels = PreferredKernels.kernels();
    private final Network network;
    private final int capacity;
    private final Activations input;
    private final Map<String, Activations> values = new HashMap<>();
    private final Map<Integer, Deque<float[]>> free = new HashMap<>();
    private final List<Runner> runners = new ArrayList<>();

    /** What happens at a place of the network. */
    private interface Runner {
        void run(int examples, long first, Listener listener);
    }

    /** @param dropping the nodes that drop, as they did when the statistics were gathered */
    ObservedNetwork(Model model, List<Reference> references, Set<String> dropping) {
        network = model.network();
        List<Node> path = path(references);
        Map<String, OperationNode> operations = new HashMap<>();
        model.operations().forEach(operation -> operations.put(operation.name(), operation));
        int largest =
                path.stream().mapToInt(node -> node.outputShape().size()).max().orElse(1);
        capacity = Math.max(
                1,
                Math.min(
                        MAX_EXAMPLES,
                        MAX_FLOATS / Math.max(largest, network.input().size())));
        Shape shape = network.input();
        input = new Activations(
                shape,
                capacity,
                new float[Math.multiplyExact(capacity, shape.size())],
                new Mask(capacity, shape.positions()));
        values.put(Network.INPUT, input);
        Map<String, Integer> last = lastRead(path);
        listen(Network.INPUT, references);
        for (int place = 0; place < path.size(); place++) {
            Node node = path.get(place);
            bind(node, Objects.requireNonNull(operations.get(node.name())));
            if (dropping.contains(node.name()) && node.layer() instanceof Dropping layer) {
                drop(node, layer);
            }
            listen(node.name(), references);
            release(last, place);
        }
    }

    /** How many examples a block holds. */
    int capacity() {
        return capacity;
    }

    /** Where a block's examples go. */
    Activations input() {
        return input;
    }

    /** @param first the number of the first example, from which dropout draws */
    void run(int examples, long first, Listener listener) {
        input.clearPadding(examples);
        for (Runner runner : runners) {
            runner.run(examples, first, listener);
        }
    }

    boolean isFinite(Activations activations, int example) {
        int size = activations.shape().size();
        return kernels.elements().allFinite(activations.values(), example * size, size);
    }

    /** All nodes that something watched is computed from. */
    private List<Node> path(List<Reference> references) {
        Set<String> needed = new HashSet<>();
        references.forEach(reference -> needed.addAll(reference.node().inputs()));
        List<Node> nodes = network.nodes();
        for (int place = nodes.size() - 1; place >= 0; place--) {
            if (needed.contains(nodes.get(place).name())) {
                needed.addAll(nodes.get(place).inputs());
            }
        }
        return nodes.stream().filter(node -> needed.contains(node.name())).toList();
    }

    private static Map<String, Integer> lastRead(List<Node> path) {
        Map<String, Integer> last = new HashMap<>();
        for (int place = 0; place < path.size(); place++) {
            last.put(path.get(place).name(), place);
            for (String name : path.get(place).inputs()) {
                last.put(name, place);
            }
        }
        last.remove(Network.INPUT);
        return last;
    }

    private void listen(String name, List<Reference> references) {
        for (int index = 0; index < references.size(); index++) {
            Reference reference = references.get(index);
            if (reference.input().equals(name)) {
                int number = index;
                Activations seen = seen(name, reference.node().inputShapes().get(0));
                runners.add((examples, first, listener) -> listener.input(number, seen, examples));
            }
        }
    }

    private void bind(Node node, OperationNode operation) {
        Activations output = claim(node);
        Activations[] inputs = new Activations[node.inputs().size()];
        for (int index = 0; index < inputs.length; index++) {
            inputs[index] = seen(node.inputs().get(index), node.inputShapes().get(index));
        }
        Operation.Bound bound = operation
                .with(operation.operation().prepared(kernels))
                .bind(new Compute(kernels, Team.alone()), inputs, output);
        runners.add((examples, first, listener) -> bound.run(examples));
    }

    private void drop(Node node, Dropping layer) {
        Activations output = Objects.requireNonNull(values.get(node.name()));
        long key = Randomness.key(0, DROPPED + node.name());
        runners.add((examples, first, listener) -> layer.drop(kernels, output, examples, first, key));
    }

    private Activations seen(String name, Shape shape) {
        Activations read = Objects.requireNonNull(values.get(name));
        boolean same = read.mask().positions() == shape.positions();
        return new Activations(
                shape, capacity, read.values(), same ? read.mask() : new Mask(capacity, shape.positions()));
    }

    private Activations claim(Node node) {
        int size = Math.multiplyExact(capacity, node.outputShape().size());
        Deque<float[]> fitting = free.computeIfAbsent(size, none -> new ArrayDeque<>());
        float[] buffer = fitting.isEmpty() ? new float[size] : fitting.pop();
        Activations output = new Activations(node.outputShape(), capacity, buffer, mask(node));
        values.put(node.name(), output);
        return output;
    }

    /** That of the input whose positions it keeps; else one of its own. */
    private Mask mask(Node node) {
        int positions = node.outputShape().positions();
        boolean kept = MovesPositions.keepsPositions(node.layer(), node.inputShapes())
                && MovesPositions.paddingOf(node.layer(), node.inputShapes())
                        .map(Operation.PaddingRule::keepsMask)
                        .orElse(true);
        for (int index = 0; kept && index < node.inputs().size(); index++) {
            Mask mask =
                    Objects.requireNonNull(values.get(node.inputs().get(index))).mask();
            if (node.inputShapes().get(index).positions() == positions && mask.positions() == positions) {
                return mask;
            }
        }
        return node.inputs().isEmpty() && network.input().positions() == positions
                ? input.mask()
                : new Mask(capacity, positions);
    }

    private void release(Map<String, Integer> last, int place) {
        last.forEach((name, read) -> {
            Activations value = values.get(name);
            if (read == place && value != null) {
                free.computeIfAbsent(value.values().length, none -> new ArrayDeque<>())
                        .push(value.values());
            }
        });
    }
}
