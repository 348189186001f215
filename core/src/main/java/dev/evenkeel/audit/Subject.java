package dev.evenkeel.audit;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What is audited: a network, perhaps as a model, the circumstances of its training and data, as far as known. */
record Subject(Network network, Optional<Model> model, Circumstances circumstances, Optional<Dataset> data) {
    List<Node> batchNormalized() {
        return network.nodes().stream().filter(LayerKind::normalizesByBatch).toList();
    }

    /** The node that gives the first input, unless that is the network's own. */
    Optional<Node> source(Node node) {
        return node.inputs().stream().findFirst().flatMap(network::find);
    }

    /** All nodes that a node's output depends on. */
    List<Node> before(Node node) {
        Set<String> names = new HashSet<>(node.inputs());
        Deque<Node> found = new ArrayDeque<>();
        List<Node> nodes = network.nodes();
        for (int index = nodes.size() - 1; index >= 0; index--) {
            Node other = nodes.get(index);
            if (names.contains(other.name())) {
                names.addAll(other.inputs());
                found.addFirst(other);
            }
        }
        return List.copyOf(found);
    }

    /** The names of nodes that hold, and of all that depend on one of them. */
    Set<String> from(Predicate<Node> holds) {
        Set<String> names = new HashSet<>();
        for (Node node : network.nodes()) {
            if (holds.test(node) || node.inputs().stream().anyMatch(names::contains)) {
                names.add(node.name());
            }
        }
        return names;
    }
}
