package dev.evenkeel.inference;

import dev.evenkeel.inference.FoldReport.Entry;
import dev.evenkeel.inference.FoldReport.Outcome;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.OperationNode;
import dev.evenkeel.operation.builtin.ChannelAffine;
import dev.evenkeel.operation.builtin.FusingOperation;
import dev.evenkeel.operation.builtin.Identity;
import dev.evenkeel.operation.builtin.PointwiseOperation;
import dev.evenkeel.operation.builtin.ProductOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds scales and shifts into the linear operation or convolution before them, else into the one behind them, across a
 * flatten too; then fuses element-wise functions into the product or sum before them. Refused where a value is read
 * elsewhere too, or across anything that is not linear.
 */
final class Folding {
    private final OperationGraph graph;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, FoldError> errors = new LinkedHashMap<>();
    private final Map<String, String> productOf = new HashMap<>();
    private final Map<String, String> holds = new HashMap<>();
    private final List<FoldMeasurement.Fold> folds = new ArrayList<>();

    private Folding(List<OperationNode> nodes) {
        graph = new OperationGraph(nodes);
    }

    static Folding of(List<OperationNode> nodes) {
        Folding folding = new Folding(nodes);
        folding.leaveOutIdentities();
        folding.affines().forEach(folding::merge);
        folding.affines().forEach(folding::fold);
        folding.noteFolds();
        folding.nodes().forEach(folding::fuse);
        return folding;
    }

    /** What is left to compute, in order. */
    List<OperationNode> nodes() {
        return graph.nodes();
    }

    boolean changedAnything() {
        return entries.stream().anyMatch(entry -> entry.outcome() != Outcome.UNFOLDED);
    }

    /** The products with what was folded into them, as they are before anything is fused. */
    List<FoldMeasurement.Fold> folds() {
        return List.copyOf(folds);
    }

    /** The bounds of each fold, by its product's name. */
    Map<String, FoldError> errors() {
        return Map.copyOf(errors);
    }

    FoldReport report(FoldDifference difference, Map<String, FoldError> behind) {
        return new FoldReport(
                entries.stream()
                        .map(entry -> new Entry(
                                entry.layer(),
                                entry.outcome(),
                                entry.explanation(),
                                Optional.ofNullable(productOf.get(entry.layer()))
                                        .map(behind::get)))
                        .toList(),
                difference);
    }

    private void leaveOutIdentities() {
        for (OperationNode listed : nodes()) {
            OperationNode node = graph.find(listed.name()).orElseThrow();
            if (node.operation() instanceof Identity && !graph.isOutput(node)) {
                graph.remove(node, node.inputs().get(0));
                entries.add(entry(node, Outcome.LEFT_OUT, "changes nothing in inference"));
            }
        }
    }

    private List<OperationNode> affines() {
        return nodes().stream()
                .filter(node -> node.operation() instanceof ChannelAffine)
                .toList();
    }

    private void merge(OperationNode listed) {
        OperationNode node = graph.find(listed.name()).orElseThrow();
        Optional<OperationNode> reader = graph.onlyReader(node);
        if (reader.isPresent() && reader.get().operation() instanceof ChannelAffine next) {
            ChannelAffine first = (ChannelAffine) node.operation();
            ChannelAffine both = first.repeated(next.channels()).then(next);
            graph.replace(reader.get().with(both).reading(node.inputs()));
            graph.remove(node);
            entries.add(entry(node, Outcome.MERGED, "with " + reader.get().title() + " behind it"));
        }
    }

    private void fold(OperationNode listed) {
        graph.find(listed.name()).ifPresent(node -> {
            ChannelAffine affine = (ChannelAffine) node.operation();
            String before = obstacleBefore(node, affine);
            String behind = obstacleBehind(node, affine);
            if (before.isEmpty()) {
                foldIntoPreceding(node, affine);
            } else if (behind.isEmpty()) {
                foldIntoFollowing(node, affine);
            } else {
                entries.add(entry(node, Outcome.UNFOLDED, before + "; " + behind));
            }
        });
    }

    /** Why the affine cannot be folded into what it reads; empty if it can. */
    private String obstacleBefore(OperationNode node, ChannelAffine affine) {
        Optional<OperationNode> producer = graph.find(node.inputs().get(0));
        if (!affine.isFinite()) {
            return "its scale or shift is not finite";
        }
        if (producer.isEmpty()) {
            return "nothing stands before it";
        }
        if (!(producer.get().operation() instanceof ProductOperation product)) {
            return producer.get().title() + " before it is not a linear operation";
        }
        if (graph.onlyReader(producer.get()).isEmpty()) {
            return "the output of " + producer.get().title() + " before it is used elsewhere too";
        }
        return product.outputs() == affine.channels()
                ? ""
                : "a flatten lies between it and " + producer.get().title();
    }

    /** Why the affine cannot be folded into what reads it; empty if it can. */
    private String obstacleBehind(OperationNode node, ChannelAffine affine) {
        Optional<OperationNode> reader = graph.onlyReader(node);
        if (!affine.isFinite()) {
            return "its scale or shift is not finite";
        }
        if (reader.isEmpty()) {
            return graph.isOutput(node) ? "nothing stands behind it" : "its output is read by several operations";
        }
        if (!(reader.get().operation() instanceof ProductOperation product)) {
            return reader.get().title() + " behind it is not a linear operation";
        }
        if (!product.obstacleToShift().isEmpty()) {
            return "in " + reader.get().title() + " behind it " + product.obstacleToShift();
        }
        return ProductFold.keepsDigits(affine)
                ? ""
                : "its mean is so many deviations from 0 that " + reader.get().title()
                        + " behind it would cancel more than half of the digits";
    }

    private void foldIntoPreceding(OperationNode node, ChannelAffine affine) {
        OperationNode producer = graph.find(node.inputs().get(0)).orElseThrow();
        ProductFold fold = ProductFold.preceding((ProductOperation) producer.operation(), affine);
        takeOver(producer, fold.product(), node);
        double[] bounds = fold.bounds();
        Optional.ofNullable(errors.get(producer.name())).ifPresent(former -> {
            for (int channel = 0; channel < bounds.length; channel++) {
                bounds[channel] += former.bounds()[channel] * Math.abs(affine.scale(channel));
            }
        });
        folded(node, producer, bounds);
        entries.add(entry(node, Outcome.FOLDED, "into " + producer.title() + " before it"));
    }

    private void foldIntoFollowing(OperationNode node, ChannelAffine affine) {
        OperationNode reader = graph.onlyReader(node).orElseThrow();
        ProductFold fold = ProductFold.following((ProductOperation) reader.operation(), affine);
        graph.replace(reader.with(fold.product()).reading(node.inputs()));
        graph.remove(node);
        folded(node, reader, fold.bounds());
        entries.add(entry(node, Outcome.FOLDED, "into " + reader.title() + " behind it"));
    }

    private void folded(OperationNode node, OperationNode product, double[] bounds) {
        errors.put(product.name(), FoldError.unmeasured(product.name(), bounds));
        productOf.put(node.name(), product.name());
    }

    private void noteFolds() {
        for (OperationNode node : nodes()) {
            Optional.ofNullable(errors.get(node.name()))
                    .ifPresent(bounds -> folds.add(new FoldMeasurement.Fold(
                            node, unfolded(node.inputs().get(0)), unfolded(node.name()), bounds)));
        }
    }

    /** The unfolded node whose values a node has. */
    private String unfolded(String name) {
        return holds.getOrDefault(name, name);
    }

    private static Entry entry(OperationNode node, Outcome outcome, String explanation) {
        return new Entry(node.name(), outcome, explanation, Optional.empty());
    }

    private void fuse(OperationNode node) {
        Optional<OperationNode> producer = node.inputs().stream().findFirst().flatMap(graph::find);
        if (node.operation() instanceof PointwiseOperation pointwise
                && producer.isPresent()
                && producer.get().operation() instanceof FusingOperation fusing
                && fusing.activation() == Activation.IDENTITY
                && graph.onlyReader(producer.get()).isPresent()) {
            takeOver(producer.get(), fusing.then(pointwise.activation(), pointwise.slope()), node);
            entries.add(entry(node, Outcome.FUSED, "into " + producer.get().title() + " before it"));
        }
    }

    /** The producer, changed, stands where its only reader stood. */
    private void takeOver(OperationNode producer, Operation changed, OperationNode reader) {
        graph.takeOver(
                new OperationNode(
                        producer.name(),
                        changed,
                        producer.inputs(),
                        producer.inputShapes(),
                        reader.outputShape(),
                        producer.padding()),
                reader);
        holds.put(producer.name(), unfolded(reader.name()));
    }
}
