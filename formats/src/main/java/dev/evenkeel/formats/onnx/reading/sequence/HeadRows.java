package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Queries, keys, values or what turns as layers take them: one row for each position, in which heads stand behind each other,
 * {@code [positions, batch * heads * width]}. Where all of the file's value is one example its batch is more heads, since heads
 * do not see each other either.
 *
 * @param rows the value
 * @param axes 4 for {@code [batch, heads, positions, width]}, or {@code [batch * heads, positions, width]} of a network's examples;
 *     3 for {@code [batch, positions, heads * width]}
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
        if (!isApart(value)) {
            throw translation.across(node);
        }
        return axes == 4
                ? of(translation, node, value)
                : of(translation, node, value, 3, counted(node, counted, value.extents()[value.rank() - 1]));
    }

    /** Whether each example has positions of its own, or all of the value is one. */
    static boolean isApart(Flowing value) {
        return value.batch().isNone() || (value.batch().isOwn() && value.batch().axis() == 0);
    }

    /** Of a value of 4 axes, or of 3 whose first counts heads, examples, or both. */
    static HeadRows of(Translation translation, NodeReader node, Flowing value) {
        boolean beside =
                value.fileRank() == 3 && value.rank() == 3 && !value.batch().isNone();
        return value.fileRank() == 4 || beside
                ? of(translation, node, value, 4, value.extents()[value.rank() - 3])
                : of(translation, node, value, 3, 1);
    }

    private static HeadRows of(Translation translation, NodeReader node, Flowing value, int axes, int heads) {
        int[] extents = value.extents();
        int batch = value.batch().isNone() ? extents[0] : 1;
        int last = extents[extents.length - 1];
        int width = axes == 4 ? last : last / heads;
        int positions = extents[extents.length - 2];
        Flowing ordered = translation.ordered(node, value, order(value.rank()));
        Flowing like = Flowing.inFileOrder("", positions, batch * heads * width);
        Flowing rows = ordered.shape().equals(like.shape())
                ? like.at(ordered.node()).with(ordered.batch())
                : translation.recut(node, "rows", ordered, like);
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
    private static int[] order(int rank) {
        return rank == 2 ? new int[] {0, 1} : rank == 3 ? new int[] {1, 0, 2} : new int[] {2, 0, 1, 3};
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
        int[] parts = axes == 4 ? new int[] {heads, other} : new int[] {heads * other};
        int[] before = isWhole() ? new int[] {positions, batch} : new int[] {positions};
        int[] lying =
                IntStream.concat(Arrays.stream(before), Arrays.stream(parts)).toArray();
        int[] order = order(lying.length);
        int[] extents = new int[lying.length];
        for (int axis = 0; axis < lying.length; axis++) {
            extents[order[axis]] = lying[axis];
        }
        Flowing like = new Flowing(made.node(), extents, order, Optional.empty(), rows.batch());
        return Arrays.equals(lying, made.shape().toArray()) ? like : translation.recut(node, "heads", made, like);
    }
}
