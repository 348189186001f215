package dev.evenkeel.lab.report;

import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.observe.ParameterObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The gradients of a network's weights by depth, and how large each step's updates are against them. Only matrices and
 * kernels count as weights: the gamma and bias of a normalization are on another scale.
 */
final class WeightTracks {
    private static final int MAX_LINES = 8;
    private static final int MAX_STEPS = 5;

    private final Network network;
    private final Map<String, LineTrack> updates = new LinkedHashMap<>();
    private final List<StepNorms> steps = new ArrayList<>();

    /** Gradient norms from the input on. */
    private record StepNorms(long step, List<Double> norms) {}

    WeightTracks(Network network) {
        this.network = network;
    }

    void add(Observation observation) {
        List<Double> norms = new ArrayList<>();
        for (LayerObservation layer : observation.layers()) {
            if (hasWeights(layer)) {
                ParameterObservation weight = layer.weights().orElseThrow();
                norms.add(weight.gradientNorm());
                updates.computeIfAbsent(layer.layer(), name -> new LineTrack(title(name)))
                        .add(observation.step(), weight.updateRatio());
            }
        }
        steps.add(new StepNorms(observation.step(), List.copyOf(norms)));
    }

    private boolean hasWeights(LayerObservation layer) {
        return layer.weights().isPresent()
                && network.find(layer.layer())
                        .map(node -> node.parameters().stream()
                                .anyMatch(parameter -> parameter.shape().rank() > 1))
                        .orElse(false);
    }

    private String title(String layer) {
        return network.find(layer).map(Node::title).orElse(layer);
    }

    /** Adds the charts; none where nothing learns. */
    void blocks(List<Block> blocks) {
        if (updates.isEmpty()) {
            return;
        }
        int depth = updates.size();
        if (depth > 1) {
            blocks.add(
                    new Block.Text("The gradients of the weights from the input, at depth 1, to the output, at depth "
                            + depth + ": " + depths()
                            + ". About level is usual; the steeper the line, the worse the layers"
                            + " learn together."));
            List<Double> across =
                    IntStream.rangeClosed(1, depth).asDoubleStream().boxed().toList();
            List<Block.Series> series = Spread.evenly(steps, MAX_STEPS).stream()
                    .filter(step -> step.norms().size() == depth)
                    .map(step -> new Block.Series("step " + step.step(), across, step.norms()))
                    .toList();
            blocks.add(new Block.Lines(
                    "Gradient norm of the weights by depth",
                    Block.Axis.linear("depth"),
                    Block.Axis.logarithmic("gradient norm"),
                    series));
        }
        blocks.add(new Block.Lines(
                "Update of the weights against their norm",
                Block.Axis.linear("step"),
                Block.Axis.logarithmic("update ratio"),
                Spread.evenly(List.copyOf(updates.values()), MAX_LINES).stream()
                        .map(LineTrack::series)
                        .toList()));
    }

    private String depths() {
        List<String> named = new ArrayList<>();
        for (String layer : updates.keySet()) {
            named.add((named.size() + 1) + " " + title(layer));
        }
        return String.join(", ", named);
    }
}
