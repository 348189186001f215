package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Queries, keys, values or what turns as layers take them: one row for each position, in which heads stand behind each other,
 * {@code [positions, batch * heads * width]}. Where all of the file's value is one example its batch is more heads, since heads
 * do not see each other either.
 *
 * @param rows the value
 * @param axes how many the file's value has: 4 are {@code [batch, heads, positions, width]}, 3 {@code [batch, positions, heads *
 *     width]}
 * @param batch how many examples the file's value has, where they are not the network's examples; else 1
 * @param heads of one of them
 * @param positions of one of them
 * @param width of a head
 */
record HeadRows(Flowing rows, int axes, int batch, int heads, int positions, int width) {
    /** @param counted the node's setting that tells the heads of a value of 3 axes */
    static HeadRows of(Translation translation, NodeReader node, int index, String counted) {
        Flowing value = translation.plain(node, translation.flowing(node, index));
        int axes = value.fileRank();
        if (axes != 3 && axes != 4) {
            throw node.wrong(
                    "needs an input " + index + " of 3 or 4 axes, but '" + node.input(index) + "' has " + axes);
        }
        boolean whole = value.batch().isNone();
        if (!whole && (!value.batch().isOwn() || value.batch().axis() != 0)) {
            throw translation.across(node);
        }
        int[] extents = value.extents();
        int first = whole ? 1 : 0;
        int batch = whole ? extents[0] : 1;
        int last = extents[extents.length - 1];
        int heads = axes == 4 ? extents[first] : counted(node, counted, last);
        int width = axes == 4 ? last : last / heads;
        int positions = extents[extents.length - 2];
        Flowing ordered = translation.ordered(node, value, order(axes, whole));
        Flowing like = Flowing.inFileOrder("", positions, batch * heads * width);
        Flowing rows = ordered.shape().equals(like.shape())
                ? ordered
                : translation.add(node, "rows", new Reshape(like.shape()), List.of(ordered), like);
        return new HeadRows(rows, axes, batch, heads, positions, width);
    }

    private static int counted(NodeReader node, String counted, int channels) {
        int heads = node.integer(counted, 0);
        if (heads < 1 || channels % heads != 0) {
            throw node.wrong("needs a '" + counted + "' that divides the " + channels
                    + " channels of its input of 3 axes, but got " + heads);
        }
        return heads;
    }

    /** The file's axes of an example with positions first. */
    private static int[] order(int axes, boolean whole) {
        if (axes == 4) {
            return whole ? new int[] {2, 0, 1, 3} : new int[] {1, 0, 2};
        }
        return whole ? new int[] {1, 0, 2} : new int[] {0, 1};
    }

    boolean isWhole() {
        return rows.batch().isNone();
    }

    /** Heads of all the batch. */
    int allHeads() {
        return batch * heads;
    }

    /** What a layer made of these rows, each head as wide as {@code other}, as the file has it. */
    Flowing opened(Translation translation, NodeReader node, Flowing made, int other) {
        int[] order = order(axes, isWhole());
        int[] node4 = isWhole() ? new int[] {positions, batch, heads, other} : new int[] {positions, heads, other};
        int[] node3 = isWhole() ? new int[] {positions, batch, heads * other} : new int[] {positions, heads * other};
        int[] lying = axes == 4 ? node4 : node3;
        int[] extents = new int[lying.length];
        for (int axis = 0; axis < lying.length; axis++) {
            extents[order[axis]] = lying[axis];
        }
        Flowing like = new Flowing(made.node(), extents, order, java.util.Optional.empty(), rows.batch());
        return Arrays.equals(lying, made.shape().toArray())
                ? like
                : translation.add(node, "heads", new Reshape(Shape.of(lying)), List.of(made), like);
    }
}
