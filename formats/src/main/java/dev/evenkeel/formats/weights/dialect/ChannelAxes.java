package dev.evenkeel.formats.weights.dialect;

import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Transpose;
import dev.evenkeel.spatial.SpatialLayer;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Which values of a network a framework that keeps channels first has so, where layers rearrange axes. The input and what
 * layers over positions compute are channels first there. What a reshape makes, a linear layer computes at positions, or a
 * transpose moves has the axes that the description gives, until a transpose from {@code [channels, ...]} to
 * {@code [..., channels]} or a layer over positions.
 */
final class ChannelAxes {
    /** How the axes of a value here and there belong together. */
    private enum State {
        /** {@code [..., channels]} here, {@code [channels, ...]} there. */
        FIRST_THERE,
        /** {@code [channels, ...]} here as there, by a transpose that says so. */
        FIRST_HERE_TOO,
        /** As the description has them, for all that is known. */
        DESCRIBED,
        /** The same, of values that had no such channels before. */
        MADE
    }

    private final String framework;
    private final Map<String, State> states = new LinkedHashMap<>();
    private final Map<String, String> makers = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    ChannelAxes(String framework) {
        this.framework = framework;
    }

    /** Whether there is anything that could be channels first. */
    static boolean occur(Network network) {
        return network.input().rank() > 2 || network.nodes().stream().anyMatch(ChannelAxes::isSpatial);
    }

    static boolean isSpatial(Node node) {
        return node.layer() instanceof SpatialLayer;
    }

    /** What was taken as the description has it, although it could be otherwise there. */
    List<String> remarks() {
        return remarks;
    }

    /** Whether channels of what a layer reads are first there. */
    boolean areFirst(Node node) {
        return state(node) == State.FIRST_THERE;
    }

    /** Tells that features are made of a value whose order is not known for sure. */
    void flattened(Node node) {
        if (state(node).compareTo(State.DESCRIBED) >= 0) {
            remarks.add(
                    node.title() + " makes features of " + node.inputShapes().get(0) + " behind " + maker(node)
                            + ": they are taken in this order. If " + framework + " flattens the axes in another, put a"
                            + " transpose before it");
        }
    }

    void follow(Node node) {
        State read = state(node);
        int rank = node.inputShapes().get(0).rank();
        if (isSpatial(node)) {
            if (read == State.MADE) {
                unflattened(node);
            }
            return;
        }
        if (node.layer() instanceof Reshape reshape && reshape.shape().rank() > 1) {
            boolean sameChannels = rank > 1
                    && node.inputShapes().get(0).channels() == reshape.shape().channels();
            put(node, sameChannels && read != State.MADE ? State.DESCRIBED : State.MADE, node.title());
        } else if (node.layer() instanceof Transpose transpose) {
            put(node, moved(transpose.order(), read, node), node.title());
        } else if (node.layer() instanceof Linear && rank > 1) {
            put(node, State.DESCRIBED, node.title());
        } else {
            put(node, read, maker(node));
        }
    }

    private static State moved(List<Integer> order, State read, Node node) {
        int last = order.size() - 1;
        boolean toTheEnd = order.equals(IntStream.rangeClosed(1, last + 1)
                .mapToObj(axis -> axis % (last + 1))
                .toList());
        boolean toTheStart = order.equals(IntStream.rangeClosed(0, last)
                .mapToObj(axis -> (axis + last) % (last + 1))
                .toList());
        boolean ofInput = node.inputs().get(0).equals(Network.INPUT);
        if (toTheEnd && (ofInput || read == State.FIRST_HERE_TOO || read == State.MADE)) {
            return State.FIRST_THERE;
        }
        return toTheStart && read == State.FIRST_THERE ? State.FIRST_HERE_TOO : State.DESCRIBED;
    }

    /** What stands behind a reshape is there, most often, {@code [channels, height, width]}. */
    private void unflattened(Node node) {
        Shape shape = node.inputShapes().get(0);
        List<Integer> first = new ArrayList<>(List.of(shape.channels()));
        List<Integer> toTheEnd = new ArrayList<>();
        for (int axis = 0; axis < shape.rank() - 1; axis++) {
            first.add(shape.extent(axis));
            toTheEnd.add(axis + 1);
        }
        toTheEnd.add(0);
        remarks.add(node.title() + " reads " + shape + " behind " + maker(node)
                + ": values are taken there in this order,"
                + " channels last. If " + framework + " makes " + first + " of them, describe that as reshape: " + first
                + ", then transpose: " + toTheEnd);
    }

    private State state(Node node) {
        return node.inputs().stream()
                .map(input -> states.getOrDefault(input, State.FIRST_THERE))
                .max(State::compareTo)
                .orElse(State.FIRST_THERE);
    }

    private String maker(Node node) {
        return node.inputs().stream()
                .filter(makers::containsKey)
                .findFirst()
                .map(makers::get)
                .orElse("the input");
    }

    private void put(Node node, State state, String maker) {
        if (state != State.FIRST_THERE) {
            states.put(node.name(), state);
            makers.put(node.name(), maker);
        }
    }
}
