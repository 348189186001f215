package dev.evenkeel.program;

import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.program.NodeFusion.DeferredRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the {@link FusionRules} hold in one network, and what is handed on there: moments and rows forward, gradients row by
 * row backward.
 */
final class FusedEdges {
    private final Network network;
    private final Function<String, TrainingMode> trainingModes;
    private final Map<String, Moments> moments = new HashMap<>();
    private final Map<String, DeferredRows> gradientRows = new HashMap<>();
    private final Map<String, NodeFusion> producers = new HashMap<>();

    FusedEdges(Network network, Function<String, TrainingMode> trainingModes) {
        this.network = network;
        this.trainingModes = trainingModes;
    }

    /** Of a node whose producers were asked for before. */
    NodeFusion fusion(FusedNode pair) {
        Node node = pair.node();
        Optional<String> input = node.inputs().stream().findFirst();
        Optional<RowStream> inputStream =
                input.map(producers::get).filter(NodeFusion::outputIsStreamed).map(NodeFusion::stream);
        NodeFusion fusion = new NodeFusion(
                pair, outputMomentsOf(node), inputMomentsOf(node), inputStream, input.map(gradientRows::get));
        producers.put(pair.end().name(), fusion);
        return fusion;
    }

    /** The moments that a node gathers of its output for a reader. */
    private Optional<Moments> outputMomentsOf(Node node) {
        return network.consumers(node.name()).stream().anyMatch(reader -> handsMoments(node, reader))
                ? Optional.of(momentsOf(node))
                : Optional.empty();
    }

    /** The moments of a node's input that its producer gathers. */
    private Optional<Moments> inputMomentsOf(Node node) {
        return node.inputs().stream()
                .findFirst()
                .flatMap(network::find)
                .filter(producer -> handsMoments(producer, node))
                .map(this::momentsOf);
    }

    private boolean handsMoments(Node node, Node reader) {
        return FusionRules.handsMoments(node.layer(), reader.layer(), trainingModes.apply(reader.name()));
    }

    private Moments momentsOf(Node producer) {
        return moments.computeIfAbsent(
                producer.name(), name -> new Moments(producer.outputShape().channels()));
    }

    /** What will give the gradient of a node's output, if its only reader does so. */
    Optional<RowWriter> outputGradientRows(Node node, Node end) {
        List<Node> readers = network.consumers(end.name());
        if (node.equals(end)
                && readers.size() == 1
                && FusionRules.handsGradientRows(node.layer(), readers.get(0).layer())) {
            return Optional.of(gradientRows.computeIfAbsent(end.name(), name -> new DeferredRows()));
        }
        return Optional.empty();
    }

    /** Whether a node's value goes to its only reader row by row. */
    boolean isStreamed(Node node, Node end) {
        List<Node> readers = network.consumers(end.name());
        return readers.size() == 1
                && MovesPositions.paddingOf(
                                readers.get(0).layer(), readers.get(0).inputShapes())
                        .isEmpty()
                && FusionRules.streams(node.layer(), readers.get(0).layer());
    }
}
