package dev.evenkeel.formats.onnx.reading.translation;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What an operator with channels before positions reads: {@code [rows, channels, positions...]} in the file, where it
 * computes each row alone. Most often rows are examples, which the network's node leaves out. Where all of the value is one
 * example, or an axis has the rows of several, as the frames of videos, the node is {@code [rows, positions..., channels]}.
 *
 * @param value whose node has channels last
 * @param rows how many axes the node has before the positions: 0 or 1
 * @param isRaised whether a single row was left out, so that the result gets it back
 */
public record Image(Translation translation, NodeReader node, Flowing value, int rows, boolean isRaised) {
    /** The node's input {@code index}. */
    public static Image of(Translation translation, NodeReader node, int index) {
        Flowing given = translation.flowing(node, index);
        BatchAxis batch = given.batch();
        if (batch.axis() > 0) {
            throw translation.across(node);
        }
        if (batch.isOwn()) {
            Flowing value = given.rank() < 2 ? given : ordered(translation, node, given, 0);
            return new Image(translation, node, value, 0, false);
        }
        Flowing plain = translation.plain(node, given);
        Flowing value = plain.rank() == 1 ? Shapes.reshaped(translation, node, plain, plain.extents()[0], 1) : plain;
        if (value.extents()[0] == 1) {
            Flowing row = (Flowing) Shapes.without(translation, node, value, 0);
            return new Image(translation, node, ordered(translation, node, row, 0), 0, true);
        }
        return new Image(translation, node, ordered(translation, node, value, 1), 1, false);
    }

    private static Flowing ordered(Translation translation, NodeReader node, Flowing value, int rows) {
        return translation.ordered(node, value, order(value.rank(), rows));
    }

    /** Channels, which lie behind the rows in the file, last. */
    private static int[] order(int rank, int rows) {
        return IntStream.range(0, rank)
                .map(axis -> axis < rows ? axis : axis == rank - 1 ? rows : axis + 1)
                .toArray();
    }

    public int channels() {
        return value.shape().channels();
    }

    /** The extents of the axes behind the channels. */
    public int[] positions() {
        return Arrays.copyOfRange(value.extents(), Math.min(value.rank(), rows + 1), value.rank());
    }

    /** How many values one row has. */
    public int rowSize() {
        return value.shape().size() / (rows == 0 ? 1 : value.extents()[0]);
    }

    /** How the windows of the node's attributes move over the node's axes. */
    public Windows windows() {
        return new Windows(node, value.rank() - 1 - rows, rows);
    }

    /** A value of a node with channels last, of the node's shape. */
    public Flowing like(Shape shape) {
        int[] order = order(shape.rank(), rows);
        int[] extents = new int[order.length];
        for (int axis = 0; axis < order.length; axis++) {
            extents[order[axis]] = shape.extent(axis);
        }
        return new Flowing("", extents, order, Optional.empty(), value.batch());
    }

    /** A layer over this, with the layer's tensors by their names within it. */
    public Flowing add(UnaryLayer layer, Map<String, Tensor> own) {
        Flowing like;
        try {
            like = like(layer.outputShape(value.shape()));
        } catch (EvenkeelException | IllegalArgumentException | ArithmeticException problem) {
            throw node.wrong(String.valueOf(problem.getMessage()));
        }
        return translation.add(node, layer, List.of(value), own, like);
    }

    /** Makes a value the node's output. */
    public void define(Flowing result) {
        translation.define(node.output(), restored(result));
    }

    /** A result as the file has it, with its row. */
    Flowing restored(Flowing result) {
        return isRaised ? (Flowing) Shapes.with(translation, node, result, 0) : result;
    }

    /** The same image with another value. */
    public Image with(Flowing other) {
        return new Image(translation, node, other, rows, isRaised);
    }
}
