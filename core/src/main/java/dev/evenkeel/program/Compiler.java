package dev.evenkeel.program;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.SharedParameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Compiles a network for training: plans buffers, fuses neighbours, and draws initial values. */
public final class Compiler {
    private final Network network;
    private final int batchSize;
    private final Compute compute;
    private final long seed;
    private final Function<String, TrainingMode> trainingModes;
    private final FusedEdges fusedEdges;
    private final Map<String, Activations> activationsByNode = new HashMap<>();
    private final Set<String> learning = new HashSet<>();
    private final Map<String, ParameterSlot> parameters = new LinkedHashMap<>();
    private final Map<String, StatisticSlot> statistics = new LinkedHashMap<>();
    private final Set<ParameterSlot> read = new HashSet<>();
    private final Arena arena;

    private Compiler(
            Network network, int batchSize, Compute compute, long seed, Function<String, TrainingMode> trainingModes) {
        this.network = network;
        this.batchSize = batchSize;
        this.compute = compute;
        this.seed = seed;
        this.trainingModes = trainingModes;
        fusedEdges = new FusedEdges(network, trainingModes);
        arena = new Arena();
    }

    /** With the parameters, statistics and buffers of another. */
    private Compiler(Network network, Compiler whole) {
        this.network = network;
        batchSize = whole.batchSize;
        compute = whole.compute;
        seed = whole.seed;
        trainingModes = whole.trainingModes;
        fusedEdges = new FusedEdges(network, trainingModes);
        parameters.putAll(whole.parameters);
        statistics.putAll(whole.statistics);
        arena = whole.arena.again();
    }

    /**
     * Compiles a network.
     *
     * @param batchSize the most examples of a batch
     * @param seed the root of initial values and of dropout
     * @param trainingModes how each layer, by its name, is treated
     */
    public static TrainingProgram compile(
            Network network, int batchSize, Compute compute, long seed, Function<String, TrainingMode> trainingModes) {
        return new Compiler(network, batchSize, compute, seed, trainingModes).compile();
    }

    private TrainingProgram compile() {
        Activations input =
                activations(network.input(), new Mask(batchSize, network.input().positions()));
        activationsByNode.put(Network.INPUT, input);
        findLearning();
        List<FusedNode> pairs = pairs();
        GradientBuffers buffers = new GradientBuffers(pairs, batchSize, arena);
        List<TrainingProgram.Stage> stages = new ArrayList<>();
        for (int place = 0; place < pairs.size(); place++) {
            stages.add(stage(pairs.get(place), place, buffers));
        }
        return new TrainingProgram(
                this,
                network,
                compute,
                List.copyOf(stages),
                input,
                List.copyOf(parameters.values()),
                List.copyOf(statistics.values()));
    }

    /** A program of a network with the same layers for shorter sequences. */
    TrainingProgram compileShorter(Network shorter) {
        return new Compiler(shorter, this).compile();
    }

    /** A layer is worked backward if it or one before it learns. */
    private void findLearning() {
        for (Node node : network.nodes()) {
            boolean own = !node.parameters().isEmpty() && learnsParameters(node.name());
            boolean shared = node.shared().stream().anyMatch(parameter -> learnsParameters(parameter.layer()));
            if (own || shared || node.inputs().stream().anyMatch(learning::contains)) {
                learning.add(node.name());
            }
        }
    }

    private boolean learnsParameters(String layer) {
        return trainingModes.apply(layer).gradients() == TrainingMode.Gradients.PARAMETERS;
    }

    private Optional<Node> fusedInto(Node node) {
        List<Node> consumers = network.consumers(node.name());
        return consumers.size() == 1
                        && FusionRules.relu(node.layer(), consumers.get(0).layer())
                ? Optional.of(consumers.get(0))
                : Optional.empty();
    }

    private List<FusedNode> pairs() {
        List<FusedNode> pairs = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Node node : network.nodes()) {
            if (!taken.contains(node.name())) {
                Node end = fusedInto(node).orElse(node);
                taken.add(end.name());
                boolean learns = learning.contains(node.name());
                pairs.add(new FusedNode(
                        node,
                        end,
                        learns,
                        fusedEdges.isStreamed(node, end),
                        learns ? fusedEdges.outputGradientRows(node, end) : Optional.empty()));
            }
        }
        return pairs;
    }

    private TrainingProgram.Stage stage(FusedNode pair, int place, GradientBuffers buffers) {
        Node node = pair.node();
        Node end = pair.end();
        List<Activations> inputs =
                node.inputs().stream().map(activationsByNode::get).toList();
        Mask mask = mask(node, end.outputShape(), inputs);
        Activations output = pair.streamed()
                ? new Activations(end.outputShape(), batchSize, new float[0], mask)
                : activations(end.outputShape(), mask);
        activationsByNode.put(end.name(), output);
        List<float[]> outputGradients = buffers.outputGradients(place);
        List<float[]> inputGradients = new ArrayList<>();
        for (int input = 0; input < inputs.size(); input++) {
            inputGradients.add(buffers.inputGradient(place, input));
        }
        TrainingMode trainingMode = trainingModes.apply(node.name());
        NodeFusion fusion = fusedEdges.fusion(pair);
        CompiledContext context = new CompiledContext(
                node.name(),
                compute,
                batchSize,
                inputs,
                output,
                inputGradients,
                outputGradients.get(0),
                parameterSlots(node, trainingMode),
                statisticSlots(node),
                trainingMode,
                fusion,
                Randomness.key(seed, "layer " + node.name()));
        TrainingPass pass = padded(node, context);
        return new TrainingProgram.Stage(
                node,
                end,
                pass,
                fusion,
                output,
                pair.learns(),
                outputGradients.get(0),
                List.copyOf(outputGradients.subList(1, outputGradients.size())),
                completed(context));
    }

    /** What makes a position of its neighbours reads a copy that holds nothing at padded ones. */
    private static TrainingPass padded(Node node, CompiledContext context) {
        Optional<Operation.PaddingRule> padding = MovesPositions.paddingOf(node.layer(), node.inputShapes());
        if (padding.isEmpty()) {
            return node.layer().training(context);
        }
        Activations input = context.input();
        Activations read =
                new Activations(input.shape(), input.capacity(), new float[input.values().length], input.mask());
        return new PaddedPass(node.layer().training(context.reading(read)), padding.get(), input, read, context);
    }

    private Activations activations(Shape shape, Mask mask) {
        return new Activations(shape, batchSize, arena.take(Math.multiplyExact(batchSize, shape.size())), mask);
    }

    /** A position is padding where that of an input is; what reads nothing goes by the network's input. */
    private Mask mask(Node node, Shape shape, List<Activations> inputs) {
        List<Activations> read =
                inputs.isEmpty() ? List.of(Objects.requireNonNull(activationsByNode.get(Network.INPUT))) : inputs;
        return read.stream()
                .map(Activations::mask)
                .filter(mask -> mask.positions() == shape.positions()
                        && MovesPositions.keepsPositions(node.layer(), node.inputShapes()))
                .findFirst()
                .orElseGet(() -> new Mask(batchSize, shape.positions()));
    }

    /** The parameters of a node that no node before it has read: going backward, their gradients are complete here. */
    private List<ParameterSlot> completed(CompiledContext context) {
        return context.parameters().values().stream()
                .filter(slot -> slot.needsGradient() && read.add(slot))
                .toList();
    }

    private Map<String, ParameterSlot> parameterSlots(Node node, TrainingMode trainingMode) {
        Map<String, ParameterSlot> slots = new LinkedHashMap<>();
        for (Parameter parameter : node.parameters()) {
            String name = node.name() + "." + parameter.name();
            slots.put(
                    parameter.name(),
                    parameters.computeIfAbsent(name, absent -> initial(node, parameter, trainingMode)));
        }
        for (SharedParameter shared : node.shared()) {
            slots.put(shared.name(), Objects.requireNonNull(parameters.get(shared.fullName())));
        }
        return slots;
    }

    private ParameterSlot initial(Node node, Parameter parameter, TrainingMode trainingMode) {
        ParameterSlot slot = new ParameterSlot(node.name(), parameter, trainingMode.gradients());
        parameter.initializer().fill(slot.values(), Randomness.of(seed, "initial " + slot.name()));
        return slot;
    }

    private Map<String, StatisticSlot> statisticSlots(Node node) {
        Map<String, StatisticSlot> slots = new LinkedHashMap<>();
        for (Statistic statistic : node.statistics()) {
            String name = node.name() + "." + statistic.name();
            slots.put(
                    statistic.name(),
                    statistics.computeIfAbsent(name, absent -> new StatisticSlot(node.name(), statistic)));
        }
        return slots;
    }
}
