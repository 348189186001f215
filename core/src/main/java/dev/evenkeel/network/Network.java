package dev.evenkeel.network;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.layer.Residual;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.layer.core.Softmax;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.text.NamePattern;
import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The description of a network: named layers and how they connect, without arrays. Comparable and printable; its shapes
 * were checked end to end when it was made. Training makes a model of it.
 */
public final class Network {
    /** The name by which nodes read the network's input. */
    public static final String INPUT = "input";

    private static final int MAX_NAME_LENGTH = 1_000;

    private final Shape input;
    private final Map<String, Node> nodes;
    private final List<Node> inOrder;
    private final Map<String, List<Node>> consumers = new HashMap<>();
    private final Node last;

    private Network(Shape input, Map<String, Node> nodes, Node last) {
        this.input = input;
        this.nodes = nodes;
        this.inOrder = List.copyOf(nodes.values());
        this.last = last;
        for (Node node : inOrder) {
            new LinkedHashSet<>(node.inputs())
                    .forEach(read -> consumers
                            .computeIfAbsent(read, name -> new ArrayList<>())
                            .add(node));
        }
    }

    /**
     * Parts one after the other, named by their place as PyTorch names those of a Sequential: {@code 0}, {@code 1}, ...
     * The parts of a residual at place 3 are {@code 3.0}, {@code 3.1}, ..., those of its shortcut {@code 3.shortcut.0},
     * ..., and their sum is {@code 3}.
     *
     * @throws EvenkeelException naming the first layer that cannot take its input
     */
    public static Network of(Shape input, Part... parts) {
        return of(input, Arrays.asList(parts));
    }

    /** As {@link #of(Shape, Part...)}. */
    public static Network of(Shape input, List<? extends Part> parts) {
        Builder builder = builder(input);
        builder.sequence("", INPUT, parts);
        return builder.build();
    }

    /** Begins a graph whose layers are named and connected one by one. */
    public static Builder builder(Shape input) {
        return new Builder(input);
    }

    /** The shape of one example's input. */
    public Shape input() {
        return input;
    }

    /** The shape of one example's output, which the last node computes. */
    public Shape output() {
        return last.outputShape();
    }

    /** The nodes in the order in which they compute. */
    public List<Node> nodes() {
        return inOrder;
    }

    /** The node that computes the output. */
    public Node last() {
        return last;
    }

    public Optional<Node> find(String name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /**
     * The names that a pattern matches, in which {@code *} stands for any characters.
     *
     * @throws EvenkeelException if there is none
     */
    public List<String> matching(String pattern) {
        List<String> names = nodes.keySet().stream()
                .filter(name -> NamePattern.matches(pattern, name))
                .toList();
        if (names.isEmpty()) {
            throw new EvenkeelException("No layer's name matches '" + pattern + "'"
                    + Suggestion.choices(pattern, "Layers", nodes.keySet()));
        }
        return names;
    }

    /**
     * This network with layers frozen in every training run, on top of what is frozen already: those whose names match,
     * as far as they have anything to freeze.
     *
     * @throws EvenkeelException if no name matches
     */
    @CheckReturnValue
    public Network freeze(String pattern, Frozen what) {
        List<String> matching = matching(pattern);
        return changed(node -> matching.contains(node.name()) ? node.freeze(what) : node);
    }

    /** This network with nothing frozen: another description, for runs that shall change all of it. */
    @CheckReturnValue
    public Network thawed() {
        return changed(node -> node.with(Frozen.NOTHING));
    }

    Network changed(UnaryOperator<Node> change) {
        Map<String, Node> others = new LinkedHashMap<>();
        nodes.forEach((name, node) -> others.put(name, change.apply(node)));
        return new Network(input, others, Objects.requireNonNull(others.get(last.name())));
    }

    /**
     * This network with other layers in some places, by their names; what was frozen stays so.
     *
     * @throws EvenkeelException if there is no layer of a name, or a layer cannot take its input
     */
    @CheckReturnValue
    public Network withLayers(Map<String, ? extends Layer> others) {
        for (String name : others.keySet()) {
            if (!nodes.containsKey(name)) {
                throw new EvenkeelException(
                        "The network has no layer '" + name + "' to replace" + Suggestion.hint(name, nodes.keySet()));
            }
        }
        return rebuilt(inOrder, node -> {
                    Layer other = others.get(node.name());
                    return other == null ? node.layer() : other;
                })
                .changed(node -> node.with(find(node.name()).orElseThrow().frozen()));
    }

    /**
     * The last linear layer: what turns features into outputs, and what a network for other classes replaces, by one with a
     * weight of its own where it was tied.
     */
    public Optional<Node> head() {
        return nodes.values().stream()
                .filter(node -> node.layer() instanceof Linear || node.layer() instanceof TiedLinear)
                .reduce((before, behind) -> behind);
    }

    /** This network without a softmax at its end, which then gives scores; the same where there is none. */
    @CheckReturnValue
    public Network withoutSoftmax() {
        List<Node> all = nodes();
        if (all.size() == 1 || !(last().layer() instanceof Softmax)) {
            return this;
        }
        return rebuilt(all.subList(0, all.size() - 1), Node::layer);
    }

    /**
     * This network with so many outputs of its {@link #head()}, which nothing freezes.
     *
     * @throws EvenkeelException if there is no linear layer, or the network does not give so many outputs then
     */
    @CheckReturnValue
    public Network withHead(int outputs) {
        Node head = head().orElseThrow(() -> new EvenkeelException(
                "A new head replaces the last linear layer, but the network has none. Describe the network anew"));
        Linear linear = head.layer() instanceof TiedLinear tied ? tied.linear() : (Linear) head.layer();
        Linear other = new Linear(outputs, linear.bias(), linear.initial());
        Network replaced = rebuilt(inOrder, node -> node.equals(head) ? other : node.layer())
                .changed(node -> node.name().equals(head.name())
                        ? node
                        : node.with(find(node.name()).orElseThrow().frozen()));
        if (replaced.output().channels() != outputs) {
            throw new EvenkeelException("A head of " + outputs + " outputs in place of " + head.title()
                    + " gives an output " + replaced.output() + ". Describe the network anew");
        }
        return replaced;
    }

    private Network rebuilt(List<Node> kept, Function<Node, Layer> layer) {
        Builder builder = builder(input);
        kept.forEach(node -> builder.add(node.name(), layer.apply(node), node.inputs()));
        return builder.build();
    }

    /**
     * This network for sequences of fewer positions: it has the same parameters, if it follows their length
     * ({@link dev.evenkeel.model.Model#followsLength}).
     *
     * @throws EvenkeelException if a layer cannot take so few
     */
    @CheckReturnValue
    public Network shortened(int positions) {
        return ShorterNetwork.of(this, positions);
    }

    /** The nodes that read what {@code name} computes. */
    public List<Node> consumers(String name) {
        return Collections.unmodifiableList(consumers.getOrDefault(name, List.of()));
    }

    /** How many numbers training learns. */
    public long parameterCount() {
        return nodes.values().stream().mapToLong(Node::parameterCount).sum();
    }

    /** Same shapes, names, connections and layers. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && input.equals(network.input) && nodes().equals(network.nodes());
    }

    @Override
    public int hashCode() {
        return 31 * input.hashCode() + nodes.hashCode();
    }

    /** The cells of {@link #toString}: the headings, then a row for the input, each layer and the total. */
    public List<List<String>> table() {
        return NetworkTable.rows(this);
    }

    /** The table of layers, output shapes, parameters and statistics. */
    @Override
    public String toString() {
        return NetworkTable.of(this);
    }

    /** Connects named layers into a network. */
    public static final class Builder {
        private final Shape input;
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private String previous = INPUT;

        private Builder(Shape input) {
            if (input.rank() == 0 || input.size() == 0) {
                throw new EvenkeelException(
                        "A network needs an input of at least one axis and no empty axis, but got " + input);
            }
            this.input = input;
        }

        /** Adds a layer that reads the one added before, or the network's input. */
        public Builder add(String name, Layer layer) {
            return add(name, layer, List.of(previous));
        }

        /**
         * Adds a layer that reads the named nodes; none for a constant.
         *
         * @throws EvenkeelException if the name is taken, an input is unknown, or the shapes do not fit
         */
        public Builder add(String name, Layer layer, List<String> inputs) {
            if (name.isBlank() || name.equals(INPUT) || nodes.containsKey(name)) {
                throw new EvenkeelException("A layer needs a name of its own, but '" + name + "' is "
                        + (name.isBlank() ? "blank" : "taken") + ". Name the " + layer.typeName() + " otherwise");
            }
            if (name.length() > MAX_NAME_LENGTH) {
                throw new EvenkeelException("The name of a layer has at most " + MAX_NAME_LENGTH + " letters, but '"
                        + name.substring(0, 40) + "...' has " + name.length() + ". Give a shorter one");
            }
            List<Shape> shapes = new ArrayList<>();
            for (String read : inputs) {
                shapes.add(shapeOf(name, layer, read));
            }
            Node node = new Node(
                    name,
                    layer,
                    List.copyOf(inputs),
                    List.copyOf(shapes),
                    outputShape(name, layer, shapes),
                    Frozen.NOTHING);
            node.shared().forEach(shared -> SharedParameters.require(node, shared, nodes));
            nodes.put(name, node);
            previous = name;
            return this;
        }

        /**
         * Adds a part under a name, reading the part before: a layer, or a residual whose layers are named
         * {@code name.0}, {@code name.1}, ... and whose sum is {@code name}.
         */
        public Builder add(String name, Part part) {
            previous = part(name, previous, part);
            return this;
        }

        /** Adds a part that reads the named node, as {@link #add(String, Part)} does. */
        public Builder add(String name, Part part, String input) {
            previous = part(name, input, part);
            return this;
        }

        /** @throws EvenkeelException if there is no layer, or one whose result nobody uses */
        public Network build() {
            if (nodes.isEmpty()) {
                throw new EvenkeelException("A network needs at least one layer, but got none");
            }
            Map<String, Node> built = new LinkedHashMap<>(nodes);
            Node last = Objects.requireNonNull(nodes.get(previous));
            Set<String> used = new HashSet<>();
            built.values().forEach(node -> used.addAll(node.inputs()));
            for (Node node : built.values()) {
                if (!used.contains(node.name()) && !node.equals(last)) {
                    throw new EvenkeelException("Nothing uses the output of " + node.title()
                            + ". Connect it, leave it out, or add it last if it is the network's output");
                }
            }
            return new Network(input, built, last);
        }

        private String sequence(String prefix, String from, List<? extends Part> parts) {
            String read = from;
            for (int place = 0; place < parts.size(); place++) {
                read = part(prefix + place, read, parts.get(place));
            }
            previous = read;
            return read;
        }

        private String part(String name, String read, Part part) {
            if (part instanceof Layer layer) {
                add(name, layer, List.of(read));
                return name;
            }
            Residual residual = (Residual) part;
            String body = sequence(name + ".", read, residual.body());
            String shortcut = sequence(name + ".shortcut.", read, residual.shortcut());
            add(name, new dev.evenkeel.layer.core.Add(), List.of(body, shortcut));
            return name;
        }

        /** The name of the layer that was added last, or {@link #INPUT}. */
        public String last() {
            return previous;
        }

        /** The shape of what a layer, which stands here, or the input gives. */
        Shape shapeOf(String name) {
            return name.equals(INPUT)
                    ? input
                    : Objects.requireNonNull(nodes.get(name)).outputShape();
        }

        private Shape shapeOf(String name, Layer layer, String read) {
            if (!read.equals(INPUT) && !nodes.containsKey(read)) {
                throw new EvenkeelException(layer.typeName() + " '" + name + "' reads '" + read
                        + "', but no such layer stands before it" + Suggestion.hint(read, nodes.keySet()));
            }
            return shapeOf(read);
        }

        private static Shape outputShape(String name, Layer layer, List<Shape> shapes) {
            try {
                return layer.outputShape(shapes);
            } catch (EvenkeelException | IllegalArgumentException problem) {
                throw new EvenkeelException(layer.typeName() + " '" + name + "' " + problem.getMessage(), problem);
            } catch (ArithmeticException overflow) {
                throw new EvenkeelException(
                        layer.typeName() + " '" + name
                                + "' needs an output of at most 2^31 - 1 positions along an axis, but its"
                                + " settings " + layer.settings() + " make more of its input " + shapes,
                        overflow);
            }
        }
    }
}
