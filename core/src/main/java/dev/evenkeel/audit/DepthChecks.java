package dev.evenkeel.audit;

import dev.evenkeel.layer.core.Add;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.Normalization;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Gradients that vanish or explode along the depth. A sum lets them pass along its shortest way. */
final class DepthChecks {
    private static final int DEEP = 4;
    private static final double VANISHING = 0.01;
    /** By which each layer of ReLU and batch normalization multiplies the squared gradient before training. */
    private static final double GROWTH = Math.PI / (Math.PI - 1);

    private static final double EXPLODING = 1e4;

    static final List<Check> ALL = List.of(
            new Check(
                    "no-norm-in-deep-saturation",
                    "Sigmoids and tanhs one after the other saturate, and gradients vanish, where nothing normalises between them",
                    "Glorot and Bengio 2010, AISTATS; Ioffe and Szegedy 2015, arXiv 1502.03167",
                    "Normalise before each of them, or take ReLUs",
                    DepthChecks::saturation),
            new Check(
                    "exploding-gradients",
                    "Before training, each batch normalization with a ReLU multiplies the squared gradient by pi/(pi - 1) = 1.467",
                    "Yang et al. 2019, arXiv 1902.08129",
                    "Let residuals lead around the layers, or make the network less deep",
                    DepthChecks::explosion));

    private DepthChecks() {}

    /** So many layers of a kind behind each other, and the product of their factors. */
    private record Stack(int layers, double factor) {
        private static final Stack EMPTY = new Stack(0, 1);

        Stack with(double more) {
            return new Stack(layers + 1, factor * more);
        }
    }

    private interface Growth {
        Stack after(Node node, Stack before);
    }

    private static void saturation(Subject subject, Report report) {
        Map<String, Stack> stacks = stacks(subject.network(), (node, before) -> {
            if (node.layer() instanceof Normalization) {
                return Stack.EMPTY;
            }
            return LayerKind.saturates(node.layer()) ? before.with(LayerKind.steepest(node.layer())) : before;
        });
        deepest(subject.network(), stacks)
                .filter(node -> stack(stacks, node).layers() >= DEEP)
                .ifPresent(node -> {
                    Stack stack = stack(stacks, node);
                    boolean vanishes = stack.factor() < VANISHING;
                    report.add(
                            vanishes ? Finding.Level.WARNING : Finding.Level.NOTE,
                            node,
                            stack.layers() + " sigmoids or tanhs stand here one after the other without a normalization"
                                    + (vanishes
                                            ? String.format(
                                                    Locale.ROOT,
                                                    ": together they multiply gradients by at most %.2g",
                                                    stack.factor())
                                            : ""));
                });
    }

    private static void explosion(Subject subject, Report report) {
        if (subject.model().isPresent()) {
            return;
        }
        Map<String, Stack> stacks = stacks(
                subject.network(),
                (node, before) ->
                        LayerKind.normalizesByBatch(node) && feedsRelu(subject, node) ? before.with(GROWTH) : before);
        deepest(subject.network(), stacks)
                .filter(node -> stack(stacks, node).factor() >= EXPLODING)
                .ifPresent(node -> report.warning(
                        node,
                        "%d batch normalizations with ReLUs stand here one after the other: the squared"
                                + " gradient grows by about %.2g from here to the first before training",
                        stack(stacks, node).layers(),
                        stack(stacks, node).factor()));
    }

    private static boolean feedsRelu(Subject subject, Node node) {
        return subject.network().consumers(node.name()).stream().anyMatch(reader -> LayerKind.isRelu(reader.layer()));
    }

    private static Map<String, Stack> stacks(Network network, Growth growth) {
        Map<String, Stack> stacks = new HashMap<>();
        Comparator<Stack> order = Comparator.comparingInt(Stack::layers);
        for (Node node : network.nodes()) {
            List<Stack> inputs = node.inputs().stream()
                    .map(input -> stacks.getOrDefault(input, Stack.EMPTY))
                    .toList();
            Optional<Stack> before = node.layer() instanceof Add
                    ? inputs.stream().min(order)
                    : inputs.stream().max(order);
            Stack after = growth.after(node, before.orElse(Stack.EMPTY));
            stacks.put(node.name(), after);
        }
        return stacks;
    }

    private static Stack stack(Map<String, Stack> stacks, Node node) {
        return Objects.requireNonNull(stacks.get(node.name()));
    }

    /** The first of those with the highest stack. */
    private static Optional<Node> deepest(Network network, Map<String, Stack> stacks) {
        return network.nodes().stream()
                .reduce((first, other) ->
                        stack(stacks, other).layers() > stack(stacks, first).layers() ? other : first);
    }
}
