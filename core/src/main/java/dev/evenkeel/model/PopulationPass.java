package dev.evenkeel.model;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.reduction.Exchange;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The moments of the inputs of normalization layers over a population, each with the layers before it final. All examples
 * go through a stretch of the network, up to the next layers whose statistics are wanted, before any goes further; what the
 * rest of the network reads is kept for all examples, as far as the memory set aside holds it. So every operation computes
 * each example once, and where activations are too large to keep, those since the last cut are computed again.
 *
 * <p>Examples are cut into blocks by the network's sizes alone, and blocks merge in their order: any number of threads gives
 * the same bits.
 */
final class PopulationPass {
    private static final int MAX_EXAMPLES = 128;
    private static final int BLOCK_FLOATS = 1 << 19;
    /** Floats kept of all examples together: 128 MiB. */
    private static final long KEPT_FLOATS = 1L << 25;

    interface Settling {
        Model settled(Model model, Node node, Moments moments);
    }

    private final Network network;
    private final Dataset data;
    private final Pooling how;
    private final Team team;
    private final Kernels kernels = PreferredKernels.kernels();
    private final long keptFloats;
    private final Map<Node, Set<String>> ancestors = new LinkedHashMap<>();
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> behind = new HashSet<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final EvenBatches blocks;
    private KeptActivations kept;

    PopulationPass(Network network, Dataset data, List<Node> layers, Pooling how, Team team) {
        this(network, data, layers, how, team, KEPT_FLOATS);
    }

    PopulationPass(Network network, Dataset data, List<Node> layers, Pooling how, Team team, long keptFloats) {
        this.network = network;
        this.data = data;
        this.how = how;
        this.team = team;
        this.keptFloats = keptFloats;
        layers.forEach(node -> ancestors.put(node, ancestors(network, node)));
        ancestors.values().forEach(wanted::addAll);
        shapes.put(Network.INPUT, network.input());
        network.nodes().forEach(node -> shapes.put(node.name(), node.outputShape()));
        int largest = Math.max(
                network.input().size(),
                wanted.stream().mapToInt(this::size).max().orElse(1));
        blocks = new EvenBatches(data.size(), Math.max(1, Math.min(MAX_EXAMPLES, BLOCK_FLOATS / Math.max(1, largest))));
        kept = new KeptActivations(blocks.count());
    }

    /**
     * Gathers layer after layer: {@code settle} takes the model so far and a layer's moments and gives the model in which the
     * layer has the statistics they make.
     */
    Model run(Model model, Settling settle) {
        Model current = model;
        Set<Node> remaining = new LinkedHashSet<>(ancestors.keySet());
        while (!remaining.isEmpty()) {
            List<Node> ready = first(network, List.copyOf(remaining));
            remaining.removeAll(ready);
            List<Node> path = path(ready);
            int cut = cut(path, remaining);
            Set<String> keep = cut == 0 ? kept.names() : live(behindAfter(path, cut), remaining);
            List<Moments> moments = sweep(current, path, ready, keep).run(team);
            moments.forEach(gathered -> new Exchange(how.workers(), gathered.channels()).pool(gathered));
            path.subList(0, cut).forEach(node -> behind.add(node.name()));
            for (int index = 0; index < ready.size(); index++) {
                current = settle.settled(current, ready.get(index), moments.get(index));
            }
        }
        return current;
    }

    /** The moments of the inputs of all layers at once, which must not depend on one another's statistics; nothing is kept. */
    List<Moments> moments(Model model) {
        List<Node> layers = List.copyOf(ancestors.keySet());
        return sweep(model, path(layers), layers, Set.of()).run(team);
    }

    /** Those of some layers before which none of the others stands. */
    static List<Node> first(Network network, List<Node> layers) {
        return layers.stream()
                .filter(node -> {
                    Set<String> before = ancestors(network, node);
                    return layers.stream().noneMatch(other -> before.contains(other.name()));
                })
                .toList();
    }

    private Sweep sweep(Model current, List<Node> path, List<Node> ready, Set<String> keep) {
        List<Operation> operations = new ArrayList<>();
        for (Node node : path) {
            operations.add(Freezing.operation(current, node).operation().prepared(kernels));
        }
        return new Sweep(network, data, blocks, path, operations, ready, keep, kept, how, kernels);
    }

    /** What is computed on the way from what is kept to the inputs of {@code ready}. */
    private List<Node> path(List<Node> ready) {
        Set<String> needed = new HashSet<>();
        ready.forEach(node -> needed.addAll(Objects.requireNonNull(ancestors.get(node))));
        return network.nodes().stream()
                .filter(node -> needed.contains(node.name()) && !behind.contains(node.name()))
                .toList();
    }

    /** How far on the path the latest place lies at which all that is read behind it can be kept; 0 if there is none. */
    private int cut(List<Node> path, Set<Node> remaining) {
        for (int place = path.size(); place > 0; place--) {
            long floats = live(behindAfter(path, place), remaining).stream()
                    .mapToLong(this::size)
                    .sum();
            if (floats <= keptFloats / Math.max(1, data.size())) {
                return place;
            }
        }
        return 0;
    }

    private Set<String> behindAfter(List<Node> path, int place) {
        Set<String> after = new HashSet<>(behind);
        path.subList(0, place).forEach(node -> after.add(node.name()));
        return after;
    }

    /** What is computed before a place and read behind it. */
    private Set<String> live(Set<String> before, Set<Node> remaining) {
        Set<String> live = new LinkedHashSet<>();
        for (Node node : network.nodes()) {
            boolean reads = wanted.contains(node.name()) || remaining.contains(node);
            if (reads && !before.contains(node.name())) {
                node.inputs().stream().filter(before::contains).forEach(live::add);
            }
        }
        return live;
    }

    private static Set<String> ancestors(Network network, Node last) {
        Set<String> found = new HashSet<>(last.inputs());
        List<Node> nodes = network.nodes();
        for (int index = nodes.indexOf(last) - 1; index >= 0; index--) {
            if (found.contains(nodes.get(index).name())) {
                found.addAll(nodes.get(index).inputs());
            }
        }
        found.remove(Network.INPUT);
        return found;
    }

    private int size(String value) {
        return Objects.requireNonNull(shapes.get(value)).size();
    }
}
