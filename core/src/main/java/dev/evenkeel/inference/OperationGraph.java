package dev.evenkeel.inference;

import dev.evenkeel.operation.OperationNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Operations in the order in which they compute, who reads whom among them, and changes to both that cost the same in any graph. */
final class OperationGraph {
    private final List<Optional<OperationNode>> places = new ArrayList<>();
    private final Map<String, Integer> placeOf = new HashMap<>();
    private final Map<String, List<String>> readers = new HashMap<>();

    /** @param nodes in order; the last computes the output and stays the last */
    OperationGraph(List<OperationNode> nodes) {
        for (OperationNode node : nodes) {
            placeOf.put(node.name(), places.size());
            places.add(Optional.of(node));
            connect(node);
        }
    }

    List<OperationNode> nodes() {
        return places.stream().flatMap(Optional::stream).toList();
    }

    Optional<OperationNode> find(String name) {
        return Optional.ofNullable(placeOf.get(name)).flatMap(places::get);
    }

    boolean isOutput(OperationNode node) {
        return Objects.requireNonNull(placeOf.get(node.name())) == places.size() - 1;
    }

    /** The only node that reads another, once, unless that is the output. */
    Optional<OperationNode> onlyReader(OperationNode node) {
        List<String> all = readers.getOrDefault(node.name(), List.of());
        return all.size() == 1 && !isOutput(node) ? find(all.get(0)) : Optional.empty();
    }

    /** A node in the place of one of the same name. */
    void replace(OperationNode other) {
        int place = Objects.requireNonNull(placeOf.get(other.name()));
        places.get(place).ifPresent(this::disconnect);
        places.set(place, Optional.of(other));
        connect(other);
    }

    /** Takes a node away that nothing reads any more. */
    void remove(OperationNode node) {
        places.set(Objects.requireNonNull(placeOf.remove(node.name())), Optional.empty());
        disconnect(node);
    }

    /** Takes a node away; its readers read another instead. */
    void remove(OperationNode node, String instead) {
        remove(node);
        redirect(node.name(), instead);
    }

    /** A node, changed, stands where its only reader stood, and is read where that was. */
    void takeOver(OperationNode changed, OperationNode reader) {
        find(changed.name()).ifPresent(this::remove);
        int place = Objects.requireNonNull(placeOf.remove(reader.name()));
        disconnect(reader);
        places.set(place, Optional.of(changed));
        placeOf.put(changed.name(), place);
        connect(changed);
        redirect(reader.name(), changed.name());
    }

    private void redirect(String from, String to) {
        for (String name : List.copyOf(readers.getOrDefault(from, List.of()))) {
            find(name)
                    .filter(node -> node.inputs().contains(from))
                    .ifPresent(node -> replace(node.reading(node.inputs().stream()
                            .map(read -> read.equals(from) ? to : read)
                            .toList())));
        }
    }

    private void connect(OperationNode node) {
        node.inputs()
                .forEach(read ->
                        readers.computeIfAbsent(read, name -> new ArrayList<>()).add(node.name()));
    }

    private void disconnect(OperationNode node) {
        node.inputs()
                .forEach(read -> readers.getOrDefault(read, new ArrayList<>()).remove(node.name()));
    }
}
