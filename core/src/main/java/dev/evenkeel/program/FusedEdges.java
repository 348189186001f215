package dev.evenkeel.program;

import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.stream.RowWriter;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.GradientRows;
import dev.evenkeel.layer.StreamingPass;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What neighbours hand each other in place of stored values: moments and rows forward, gradients row by row backward. */
final class FusedEdges {
    private final Network network;
    private final Function<String, TrainingMode> trainingModes;
    private final Map<String, Moments> moments = new HashMap<>();
    private final Map<String, DeferredRows> gradientRows = new HashMap<>();
    private final Map<String, RowStream> streams = new HashMap<>();

    FusedEdges(Network network, Function<String, TrainingMode> trainingModes) {
        this.network = network;
        this.trainingModes = trainingModes;
    }

    /** The moments that a node is to gather of its output. */
    Optional<Moments> gathered(Node node, Node end) {
        boolean wanted = node.equals(end)
                && network.consumers(node.name()).stream().anyMatch(reader -> handsMoments(node, reader));
        if (!wanted) {
            return Optional.empty();
        }
        return Optional.of(moments.computeIfAbsent(
                node.name(), name -> new Moments(node.outputShape().channels())));
    }

    private boolean handsMoments(Node node, Node reader) {
        TrainingMode trainingMode = trainingModes.apply(reader.name());
        return FusionRules.handsMoments(node.layer(), reader.layer())
                && (trainingMode.source() == TrainingMode.Source.BATCH
                        || trainingMode.update() == TrainingMode.Update.FOLLOW);
    }

    /** The moments that were gathered of a node's input. */
    Optional<Moments> given(Node node) {
        return firstInput(node)
                .flatMap(network::find)
                .filter(before -> handsMoments(before, node))
                .map(before -> moments.get(before.name()));
    }

    /** What will give the gradient of a node's output, if its only reader does so. */
    Optional<RowWriter> outputGradientRows(Node node, Node end) {
        List<Node> readers = network.consumers(end.name());
        if (node.equals(end)
                && readers.size() == 1
                && FusionRules.handsGradientRows(node.layer(), readers.get(0).layer())) {
            DeferredRows rows = new DeferredRows();
            gradientRows.put(end.name(), rows);
            return Optional.of(rows);
        }
        return Optional.empty();
    }

    /** Whether a node's value goes to its only reader row by row. */
    boolean isStreamed(Node node, Node end) {
        List<Node> readers = network.consumers(end.name());
        return readers.size() == 1
                && FusionRules.streams(node.layer(), readers.get(0).layer());
    }

    /** The stream that a node reads. */
    Optional<RowStream> inputStream(Node node) {
        return firstInput(node).map(streams::get);
    }

    /** Lets readers have the stream of a node. */
    void connect(FusedNode pair, TrainingPass pass) {
        if (pair.streamed()) {
            streams.put(pair.end().name(), ((StreamingPass) pass).outputStream());
        }
        connect(pair.node(), pass);
    }

    /** Lets the pass of a reader give the gradient of its input, if that was agreed on. */
    private void connect(Node node, TrainingPass pass) {
        firstInput(node)
                .map(gradientRows::get)
                .ifPresent(rows -> rows.source = ((GradientRows) pass).inputGradientRows());
    }

    private static Optional<String> firstInput(Node node) {
        return node.inputs().stream().findFirst();
    }

    /** Stands for a pass that is compiled later. */
    private static final class DeferredRows implements RowWriter {
        private RowWriter source = (from, to, rows, at) -> {
            throw new IllegalStateException("The layer behind gives no gradient");
        };

        @Override
        public void write(int rowFrom, int rowTo, float[] to, int at) {
            source.write(rowFrom, rowTo, to, at);
        }
    }
}
