package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.arithmetic.Combine;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.core.Add;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Take;
import dev.evenkeel.sequence.Rotary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code RotaryEmbedding} with constant tables: a layer of rotary positions where they are those of a base, else products with
 * the tables as they stand.
 */
final class RotaryOperator {
    private static final int POSITIONS = 3;

    private RotaryOperator() {}

    static Operator operator() {
        return Operator.of(RotaryOperator::translate, "interleaved", "num_heads", "rotary_embedding_dim")
                .since(23)
                .checked(node -> node.requireInputs(POSITIONS + 1))
                .wholes(POSITIONS);
    }

    private static void translate(Translation translation, NodeReader node) {
        HeadRows given = HeadRows.of(translation, node, 0, "num_heads");
        int turned =
                node.integer("rotary_embedding_dim", 0) == 0 ? given.width() : node.integer("rotary_embedding_dim", 0);
        if (turned < 2 || turned % 2 != 0 || turned > given.width()) {
            throw node.wrong("needs to turn an even number of channels, from 2 to the " + given.width()
                    + " of a head, but got " + turned);
        }
        Rotary.Pairing pairing = node.flag("interleaved") ? Rotary.Pairing.INTERLEAVED : Rotary.Pairing.HALVES;
        Turns turns = new Turns(
                table(translation, node, 1, given, turned / 2), table(translation, node, 2, given, turned / 2), turned);
        Optional<Float> base = turns.base(given.positions());
        Flowing result = base.isPresent()
                ? translation.add(
                        node,
                        new Rotary(given.allHeads(), given.width(), turned, pairing, base.get()),
                        List.of(given.rows()),
                        given.rows())
                : turned(translation, node, given, turns, pairing);
        translation.define(node.output(), given.opened(translation, node, result, given.width()));
    }

    /** {@code [batch or 1, positions, pairs]}, row-major. */
    private static float[] table(Translation translation, NodeReader node, int index, HeadRows given, int pairs) {
        Fixed table = translation.fixed(node, index);
        int[] extents = table.extents();
        boolean chosen = node.hasInput(POSITIONS);
        int axes = chosen ? 2 : 3;
        if (extents.length != axes || extents[axes - 1] != pairs) {
            throw node.wrong("needs a table " + (chosen ? "[positions, " : "[batch, positions, ") + pairs
                    + "] of cosines and of sines, but '" + node.input(index) + "' is " + Arrays.toString(extents));
        }
        int[] wanted = {given.batch(), given.positions(), pairs};
        Fixed rows = chosen ? chosen(translation, node, table, given) : shared(translation, node, table, given, pairs);
        int[] own = rows.extents();
        if (own[1] != wanted[1] || (own[0] != 1 && own[0] != wanted[0])) {
            throw node.wrong(
                    "needs cosines and sines for " + Arrays.toString(wanted) + ", but got " + Arrays.toString(own));
        }
        return rows.floats();
    }

    /** Positions that are the same in all of a batch may have been repeated for each of its examples. */
    private static Fixed positions(Translation translation, NodeReader node) {
        if (translation.value(node, POSITIONS) instanceof Fixed fixed) {
            return fixed;
        }
        Optional<Fixed> repeated = translation
                .producer(node.input(POSITIONS))
                .filter(producer -> producer.operator().equals("Expand"))
                .map(producer -> translation.value(producer, 0))
                .filter(Fixed.class::isInstance)
                .map(Fixed.class::cast);
        if (repeated.isEmpty()) {
            return translation.fixed(node, POSITIONS);
        }
        Fixed row = repeated.get();
        return row.extents().length == 1 ? row.reshaped(1, row.size()) : row;
    }

    private static Fixed chosen(Translation translation, NodeReader node, Fixed table, HeadRows given) {
        Fixed positions = positions(translation, node);
        if (positions.extents().length != 2) {
            throw node.wrong("needs positions [batch, positions], but '" + node.input(POSITIONS) + "' is "
                    + Arrays.toString(positions.extents()));
        }
        Flowing like = Flowing.inFileOrder("", given.positions()).with(BatchAxis.FIRST);
        Fixed own = given.isWhole() ? positions : translation.perExample(node, positions, like);
        long[] at = own.longs();
        int pairs = table.extents()[1];
        int[] from = new int[at.length * pairs];
        for (int index = 0; index < from.length; index++) {
            long row = at[index / pairs];
            if (row < 0 || row >= table.extents()[0]) {
                throw node.wrong(
                        "needs positions below " + table.extents()[0] + ", the rows of its tables, but got " + row);
            }
            from[index] = (int) row * pairs + index % pairs;
        }
        int batch = given.isWhole() ? own.extents()[0] : 1;
        return table.taken(new int[] {batch, at.length / Math.max(1, batch), pairs}, from);
    }

    private static Fixed shared(Translation translation, NodeReader node, Fixed table, HeadRows given, int pairs) {
        if (given.isWhole()) {
            return table;
        }
        Flowing like = Flowing.inFileOrder("", given.positions(), pairs).with(BatchAxis.FIRST);
        Fixed own = translation.perExample(node, table, like);
        return own.reshaped(1, own.extents()[0], pairs);
    }

    /** {@code x C + x' S}, where x' has the other channel of each pair in the place of each. */
    private static Flowing turned(
            Translation translation, NodeReader node, HeadRows given, Turns turns, Rotary.Pairing pairing) {
        int width = given.width();
        int[] partners = new int[width];
        Arrays.setAll(partners, channel -> channel);
        int pairs = turns.turned() / 2;
        int[] extents = {given.positions(), turns.batch(given.positions()), 1, width};
        float[] cosines = new float[extents[0] * extents[1] * width];
        float[] sines = new float[cosines.length];
        Arrays.fill(cosines, 1);
        for (int at = 0; at < cosines.length / width * pairs; at++) {
            int pair = at % pairs;
            int position = at / pairs / extents[1];
            int batch = at / pairs % extents[1];
            int first = pairing == Rotary.Pairing.HALVES ? pair : 2 * pair;
            int second = pairing == Rotary.Pairing.HALVES ? pair + pairs : 2 * pair + 1;
            partners[first] = second;
            partners[second] = first;
            int from = (batch * given.positions() + position) * pairs + pair;
            int row = at / pairs * width;
            cosines[row + first] = turns.cosines()[from];
            cosines[row + second] = turns.cosines()[from];
            sines[row + first] = -turns.sines()[from];
            sines[row + second] = turns.sines()[from];
        }
        Flowing x = Flowing.inFileOrder("", given.positions(), given.batch(), given.heads(), width);
        Flowing opened = translation.add(node, "open", new Reshape(x.shape()), List.of(given.rows()), x);
        List<Integer> order = new ArrayList<>();
        Arrays.stream(partners).forEach(order::add);
        Flowing other = translation.add(node, "partners", new Take(-1, order), List.of(opened), x);
        Combine times = new Combine(Combine.Operator.MULTIPLY);
        Flowing kept = translation.add(
                node, "cosines", times, List.of(opened, constant(translation, node, given, extents, cosines)), x);
        Flowing mixed = translation.add(
                node, "sines", times, List.of(other, constant(translation, node, given, extents, sines)), x);
        Flowing sum = translation.add(node, new Add(), List.of(kept, mixed), x);
        return translation.add(
                node,
                "flat",
                new Reshape(given.rows().shape()),
                List.of(sum),
                Flowing.inFileOrder("", given.rows().extents()));
    }

    private static Flowing constant(
            Translation translation, NodeReader node, HeadRows given, int[] extents, float... values) {
        Flowing like = Flowing.inFileOrder("", extents).with(given.rows().batch());
        return translation.constant(
                node, Fixed.ofFloats(node.output(), extents, values).stated(), like);
    }
}
