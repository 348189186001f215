package dev.evenkeel.formats.onnx.reading.sequence;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.AnotherBatch;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.Recurrent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code LSTM} and {@code GRU}, which begin with states of 0. */
final class RecurrentOperator {
    private static final int SINCE = 7;
    private static final int LENGTHS = 4;
    private static final int FIRST_STATE = 5;
    private static final int FIRST_MEMORY = 6;
    private static final int PEEPHOLES = 7;

    /** How many examples a value may have that is one to the network. */
    private static final int MAX_EXAMPLES = 64;

    private RecurrentOperator() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "LSTM",
                operator("input_forget")
                        .only(2, "it gives states, not the memory of the cell")
                        .checked(RecurrentOperator::requireLstm));
        operators.put("GRU", operator("linear_before_reset").checked(RecurrentOperator::requireGru));
    }

    private static Operator operator(String own) {
        return Operator.of(
                        RecurrentOperator::translate,
                        "activation_alpha",
                        "activation_beta",
                        "activations",
                        "clip",
                        "direction",
                        "hidden_size",
                        "layout",
                        own)
                .since(SINCE)
                .wholes(LENGTHS);
    }

    private static void requireGru(NodeReader node) {
        node.requireInputs(FIRST_STATE + 1);
        require(node, "Sigmoid", "Tanh");
    }

    private static void requireLstm(NodeReader node) {
        node.requireInputs(PEEPHOLES + 1);
        require(node, "Sigmoid", "Tanh", "Tanh");
        if (node.flag("input_forget")) {
            throw node.unsupported(
                    "its forget gate has weights of its own, but 'input_forget' couples it to the input gate");
        }
        if (node.hasInput(PEEPHOLES)) {
            throw node.unsupported("its gates see the state before, but its input " + quoted(node.input(PEEPHOLES))
                    + " has weights of peepholes, by which they see the memory too");
        }
    }

    private static void require(NodeReader node, String... usual) {
        int directions = direction(node) == Recurrent.Direction.BIDIRECTIONAL ? 2 : 1;
        List<String> activations = node.texts("activations").orElse(List.of());
        if (!activations.isEmpty() && activations.size() != directions * usual.length) {
            throw node.wrong("needs " + usual.length + " 'activations' for each direction, but got "
                    + String.join(", ", activations));
        }
        for (int at = 0; at < activations.size(); at++) {
            if (!activations.get(at).equalsIgnoreCase(usual[at % usual.length])) {
                throw node.unsupported("its 'activations' need to be " + String.join(", ", usual) + ", but got "
                        + String.join(", ", activations));
            }
        }
        if (node.has("clip")) {
            throw node.unsupported(
                    "it does not bound what its activations read, but 'clip' is " + node.real("clip", 0));
        }
        long layout = node.whole("layout", 0);
        if (layout != 0 && layout != 1) {
            throw node.wrong("needs a 'layout' of 0 or 1, but got " + layout);
        }
    }

    private static Recurrent.Direction direction(NodeReader node) {
        String word = node.text("direction", "forward").toLowerCase(Locale.ROOT);
        return switch (word) {
            case "forward" -> Recurrent.Direction.FORWARD;
            case "reverse" -> Recurrent.Direction.BACKWARD;
            case "bidirectional" -> Recurrent.Direction.BIDIRECTIONAL;
            default ->
                throw node.unsupported(
                        "its 'direction' needs to be forward, reverse or bidirectional, but got " + quoted(word));
        };
    }

    private static Recurrent layer(NodeReader node, int hidden) {
        if (node.operator().equals("LSTM")) {
            return new Lstm(hidden, direction(node));
        }
        return new Gru(hidden, direction(node), node.flag("linear_before_reset") ? Gru.Reset.AFTER : Gru.Reset.BEFORE);
    }

    private static void translate(Translation translation, NodeReader node) {
        Flowing x = translation.plain(node, translation.flowing(node, 0));
        if (x.fileRank() != 3) {
            throw node.wrong("needs an input of 3 axes, but '" + node.input(0) + "' has " + x.fileRank());
        }
        RecurrentWeights weights = RecurrentWeights.of(translation, node, x.extents()[x.rank() - 1]);
        Recurrent layer = layer(node, weights.hidden());
        requireZero(translation, node, FIRST_STATE);
        requireZero(translation, node, FIRST_MEMORY);
        RecurrentRows rows = new RecurrentRows(translation, node, layer, weights.tensors(layer));
        int batchAxis = node.whole("layout", 0) == 0 ? 1 : 0;
        requireLengths(translation, node, translation.fileExtents(x)[batchAxis]);
        if (x.batch().isOwn() && x.batch().axis() == batchAxis) {
            Flowing ordered = translation.ordered(node, x, new int[] {0, 1});
            rows.define(rows.passed(ordered, length(translation, node, ordered, Optional.empty())));
            return;
        }
        int examples = x.extents()[batchAxis];
        if (!x.batch().isNone() || examples > MAX_EXAMPLES) {
            throw translation.across(node);
        }
        rows.define(IntStream.range(0, examples)
                .mapToObj(example -> {
                    Flowing own = rows.example(x, batchAxis, example);
                    return rows.passed(own, length(translation, node, own, Optional.of(example)));
                })
                .toList());
    }

    private static void requireZero(Translation translation, NodeReader node, int index) {
        Optional<Value> first = translation.optional(node, index);
        if (first.isPresent()
                && translation.number(first.get()).filter(number -> number == 0).isEmpty()) {
            throw node.unsupported("it begins with states of 0, but its input " + quoted(node.input(index))
                    + (first.get() instanceof Flowing ? " is computed of the network's input" : " has others")
                    + ". Export the network without a first state");
        }
    }

    /** How many positions are passed over: those of the whole sequence, or fewer where constants say so. */
    private static int length(Translation translation, NodeReader node, Flowing rows, Optional<Integer> example) {
        int positions = rows.extents()[0];
        Optional<Value> given = translation.optional(node, LENGTHS);
        if (given.isEmpty()) {
            return positions;
        }
        Optional<Float> all = translation.number(given.get());
        if (all.isEmpty() && given.get() instanceof Flowing) {
            throw node.unsupported("the lengths of sequences are known to layers by the padding of the network's input,"
                    + " but its input " + quoted(node.input(LENGTHS))
                    + " is computed of it. Export the network without lengths");
        }
        if (all.isEmpty() && example.isEmpty()) {
            throw translation.across(node);
        }
        float length = all.orElseGet(() -> translation.fixed(node, LENGTHS).floats()[example.orElseThrow()]);
        if (!(length >= 1 && length <= positions)) {
            throw node.unsupported("it needs sequences of 1 to " + positions + " positions, but its input "
                    + quoted(node.input(LENGTHS)) + " has " + (long) length);
        }
        return (int) length;
    }

    /** @throws AnotherBatch if there are lengths for another number of examples than the file leaves open */
    private static void requireLengths(Translation translation, NodeReader node, long examples) {
        Optional<Value> given = translation.optional(node, LENGTHS);
        if (given.isEmpty()) {
            return;
        }
        long[] extents = translation.fileExtents(given.get());
        if (extents.length != 1) {
            throw node.wrong("needs a list of lengths, but its input " + quoted(node.input(LENGTHS)) + " is "
                    + translation.told(extents));
        }
        boolean open =
                translation.batch().isOpen() && examples == translation.batch().count();
        if (extents[0] != examples && open && given.get() instanceof Fixed) {
            throw new AnotherBatch(extents[0]);
        }
        if (extents[0] != examples) {
            throw node.wrong("needs a length for each of its " + examples + " sequences, but its input "
                    + quoted(node.input(LENGTHS)) + " has " + extents[0]);
        }
    }
}
