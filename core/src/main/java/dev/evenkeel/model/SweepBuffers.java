package dev.evenkeel.model;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.kernel.reduction.ColumnReduction;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.core.Dropping;
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
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** One thread's buffers in a sweep, and the operations bound to them. */
final class SweepBuffers {
    private final Sweep sweep;
    private final int capacity;
    private final Batch batch;
    private final Map<String, Activations> activationsByNode = new LinkedHashMap<>();
    private final Set<String> copied = new HashSet<>();
    private final Set<String> released = new HashSet<>();
    private final List<Operation.Bound> bound = new ArrayList<>();
    private final Map<Integer, Deque<float[]>> free = new HashMap<>();
    private final List<ColumnReduction> reductions = new ArrayList<>();

    /** @param before what is kept of the stretch before */
    SweepBuffers(Sweep sweep, Set<String> before) {
        this.sweep = sweep;
        capacity = Math.min(sweep.data().size(), sweep.blocks().batchSize());
        batch = new Batch(capacity, sweep.network().input(), sweep.data().target());
        activationsByNode.put(
                Network.INPUT, new Activations(sweep.network().input(), capacity, batch.inputs(), batch.mask()));
        Map<String, Integer> lastRead = lastRead();
        for (String name : before) {
            released.add(name);
            if (lastRead.containsKey(name)) {
                copied.add(name);
                Node node = sweep.network().find(name).orElseThrow();
                claim(
                        name,
                        node.outputShape(),
                        carriesMask(name)
                                ? batch.mask()
                                : new Mask(capacity, node.outputShape().positions()));
            }
        }
        released.removeAll(sweep.keep());
        for (int place = 0; place < sweep.path().size(); place++) {
            bind(sweep.path().get(place), sweep.operations().get(place));
            giveBack(lastRead, place);
        }
        for (Node node : sweep.gathered()) {
            Shape shape = node.inputShapes().get(0);
            reductions.add(new ColumnReduction(
                    new Compute(sweep.kernels(), Team.alone()), capacity * shape.positions(), shape.channels()));
        }
    }

    void run(int block, int[] indices, List<Moments> moments) {
        int from = sweep.blocks().from(block);
        int examples = sweep.blocks().to(block) - from;
        batch.fill(sweep.data(), indices, from, from + examples);
        activations(Network.INPUT).clearPadding(examples);
        for (String name : copied) {
            float[] values = sweep.kept().get(name, block);
            System.arraycopy(values, 0, activations(name).values(), 0, values.length);
            if (!carriesMask(name)) {
                mark(name, examples, activations(name).mask());
            }
        }
        for (int place = 0; place < bound.size(); place++) {
            bound.get(place).run(examples);
            Node node = sweep.path().get(place);
            if (node.layer() instanceof Dropping dropping && sweep.how().dropout() == Pooling.DropoutRule.KEPT) {
                long key = Randomness.key(sweep.how().seed(), "population " + node.name());
                dropping.drop(sweep.kernels(), activations(node.name()), examples, from, key);
            }
        }
        for (int index = 0; index < reductions.size(); index++) {
            Activations input = activations(sweep.gathered().get(index).inputs().get(0));
            Shape shape = sweep.gathered().get(index).inputShapes().get(0);
            reductions
                    .get(index)
                    .moments(
                            input.values(),
                            0,
                            examples * shape.positions(),
                            finite(input, examples),
                            moments.get(index));
        }
        for (String name : sweep.keep()) {
            if (!copied.contains(name)
                    && sweep.path().stream().anyMatch(node -> node.name().equals(name))) {
                Activations output = activations(name);
                sweep.kept()
                        .put(
                                name,
                                block,
                                Arrays.copyOf(
                                        output.values(),
                                        examples * output.shape().size()));
            }
        }
        released.forEach(name -> sweep.kept().release(name, block));
    }

    /** The mask of a value, in which examples that are not finite, here or at the network's input, are padding too. */
    private Mask finite(Activations value, int examples) {
        if (isFinite(value, 0, examples) && isFinite(activations(Network.INPUT), 0, examples)) {
            return value.mask();
        }
        Mask mask = new Mask(capacity, value.mask().positions());
        mask.copyFrom(value.mask(), examples);
        for (int example = 0; example < examples; example++) {
            if (!isFinite(value, example, 1) || !isFinite(activations(Network.INPUT), example, 1)) {
                mask.truncate(example, 0);
            }
        }
        return mask;
    }

    private boolean isFinite(Activations value, int example, int examples) {
        int size = value.shape().size();
        return sweep.kernels().elements().allFinite(value.values(), example * size, examples * size);
    }

    private void bind(Node node, Operation operation) {
        Activations output = claim(node.name(), node.outputShape(), mask(node));
        Activations[] inputs = new Activations[node.inputs().size()];
        for (int index = 0; index < inputs.length; index++) {
            Activations read = activations(node.inputs().get(index));
            Shape seen = node.inputShapes().get(index);
            Mask mask =
                    read.mask().positions() == seen.positions() ? read.mask() : new Mask(capacity, seen.positions());
            inputs[index] = new Activations(seen, capacity, read.values(), mask);
        }
        bound.add(new OperationNode(
                        node.name(),
                        operation,
                        node.inputs(),
                        node.inputShapes(),
                        node.outputShape(),
                        MovesPositions.paddingOf(node.layer(), node.inputShapes()))
                .bind(new Compute(sweep.kernels(), Team.alone()), inputs, output));
    }

    /** That of the input whose positions it keeps; else one of its own. */
    private Mask mask(Node node) {
        int positions = node.outputShape().positions();
        if (carriesMask(node.name())) {
            return batch.mask();
        }
        for (int index = 0; keepsPositions(node) && index < node.inputs().size(); index++) {
            Mask mask = activations(node.inputs().get(index)).mask();
            if (node.inputShapes().get(index).positions() == positions && mask.positions() == positions) {
                return mask;
            }
        }
        return new Mask(capacity, positions);
    }

    private static boolean keepsPositions(Node node) {
        return MovesPositions.keepsPositions(node.layer(), node.inputShapes());
    }

    /** Marks the padding of a value that an earlier sweep computed. */
    private void mark(String name, int examples, Mask to) {
        Node node = sweep.network().find(name).orElseThrow();
        Optional<Operation.PaddingRule> padding = MovesPositions.paddingOf(node.layer(), node.inputShapes());
        to.clear();
        if (padding.isPresent() && !padding.get().keepsMask()) {
            padding.get().mark(maskOf(node.inputs().get(0), examples), examples, to);
            return;
        }
        for (int index = 0; keepsPositions(node) && index < node.inputs().size(); index++) {
            Mask mask = maskOf(node.inputs().get(index), examples);
            if (mask.positions() == to.positions()
                    && node.inputShapes().get(index).positions() == to.positions()) {
                to.copyFrom(mask, examples);
                return;
            }
        }
    }

    private Mask maskOf(String name, int examples) {
        if (carriesMask(name)) {
            return batch.mask();
        }
        Mask mask = new Mask(
                capacity, sweep.network().find(name).orElseThrow().outputShape().positions());
        mark(name, examples, mask);
        return mask;
    }

    private Activations claim(String name, Shape shape, Mask mask) {
        int size = Math.multiplyExact(capacity, shape.size());
        Deque<float[]> fitting = free.computeIfAbsent(size, none -> new ArrayDeque<>());
        float[] values = fitting.isEmpty() ? new float[size] : fitting.pop();
        Activations activations = new Activations(shape, capacity, values, mask);
        activationsByNode.put(name, activations);
        return activations;
    }

    /** The place on the path where each value is read for the last time; its end for what is gathered or kept. */
    private Map<String, Integer> lastRead() {
        Map<String, Integer> last = new HashMap<>();
        for (int place = 0; place < sweep.path().size(); place++) {
            for (String name : sweep.path().get(place).inputs()) {
                last.put(name, place);
            }
        }
        int end = sweep.path().size();
        sweep.gathered().forEach(node -> last.put(node.inputs().get(0), end));
        sweep.path().stream().map(Node::name).filter(sweep.keep()::contains).forEach(name -> last.put(name, end));
        return last;
    }

    private void giveBack(Map<String, Integer> lastRead, int place) {
        for (Map.Entry<String, Integer> value : lastRead.entrySet()) {
            if (value.getValue() == place && !value.getKey().equals(Network.INPUT)) {
                float[] values = activations(value.getKey()).values();
                free.computeIfAbsent(values.length, none -> new ArrayDeque<>()).push(values);
            }
        }
    }

    /** Whether the positions of a value are those of the network's input, so that it has its padding. */
    private boolean carriesMask(String name) {
        Network network = sweep.network();
        if (name.equals(Network.INPUT)) {
            return true;
        }
        Node node = network.find(name).orElseThrow();
        int positions = node.outputShape().positions();
        if (node.inputs().isEmpty()) {
            return network.input().positions() == positions;
        }
        if (!MovesPositions.keepsPositions(node.layer(), node.inputShapes())) {
            return false;
        }
        for (int index = 0; index < node.inputs().size(); index++) {
            if (node.inputShapes().get(index).positions() == positions) {
                return carriesMask(node.inputs().get(index));
            }
        }
        return false;
    }

    private Activations activations(String name) {
        return Objects.requireNonNull(activationsByNode.get(name));
    }
}
