package dev.evenkeel.sequence;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.util.List;

/**
 * Where queries, keys and values lie in the inputs of an attention.
 *
 * @param width the channels of one head of queries and keys
 * @param valueWidth the channels of one head of values
 * @param queryCount how many query positions an example has
 * @param keyCount how many key positions
 * @param query where the queries lie
 * @param key where the keys lie
 * @param value where the values lie
 */
record AttentionLayout(int width, int valueWidth, int queryCount, int keyCount, Part query, Part key, Part value) {
    /**
     * Channels of one of the inputs.
     *
     * @param input its number
     * @param at the first channel
     * @param stride how many channels the input has
     */
    record Part(int input, int at, int stride) {
        /** Where the channels of a head begin at a row. */
        int start(int row, int head, int headWidth) {
            return row * stride + at + head * headWidth;
        }
    }

    /** Whether there is a bias, the fourth input. */
    static final int BIAS = 3;

    /** @throws dev.evenkeel.EvenkeelException if the inputs do not fit */
    static AttentionLayout of(Attention attention, List<Shape> inputs) {
        int heads = attention.heads();
        int shared = attention.keyValueHeads();
        return switch (inputs.size()) {
            case 1 -> packed(attention, inputs, heads + 2 * shared);
            case 2 -> {
                int width = width(attention, inputs, 0, heads);
                requireWidth(attention, inputs, 1, 2 * shared * width);
                Part keys = new Part(1, 0, inputs.get(1).channels());
                Part values = new Part(1, shared * width, inputs.get(1).channels());
                yield layout(inputs, width, width, 1, keys, values);
            }
            case 3, 4 -> {
                int width = width(attention, inputs, 0, heads);
                requireWidth(attention, inputs, 1, shared * width);
                int valueWidth = width(attention, inputs, 2, shared);
                if (inputs.get(1).positions() != inputs.get(2).positions()) {
                    throw attention.misfit("needs as many positions of values as of keys", inputs);
                }
                Part keys = new Part(1, 0, inputs.get(1).channels());
                Part values = new Part(2, 0, inputs.get(2).channels());
                AttentionLayout layout = layout(inputs, width, valueWidth, 1, keys, values);
                layout.requireBias(attention, inputs);
                yield layout;
            }
            default ->
                throw new EvenkeelException("needs an input of queries, keys and values, or two, three or four, but "
                        + inputs.size() + " are connected to it");
        };
    }

    /** The same with room for other keys than the inputs have. */
    AttentionLayout withKeys(int count) {
        return new AttentionLayout(width, valueWidth, queryCount, count, query, key, value);
    }

    private static AttentionLayout packed(Attention attention, List<Shape> inputs, int parts) {
        int width = width(attention, inputs, 0, parts);
        int stride = inputs.get(0).channels();
        int keysAt = attention.heads() * width;
        Part keys = new Part(0, keysAt, stride);
        Part values = new Part(0, keysAt + attention.keyValueHeads() * width, stride);
        return layout(inputs, width, width, 0, keys, values);
    }

    private static AttentionLayout layout(
            List<Shape> inputs, int width, int valueWidth, int keyInput, Part keys, Part values) {
        return new AttentionLayout(
                width,
                valueWidth,
                inputs.get(0).positions(),
                inputs.get(keyInput).positions(),
                new Part(0, 0, inputs.get(0).channels()),
                keys,
                values);
    }

    private static int width(Attention attention, List<Shape> inputs, int input, int parts) {
        Shape shape = inputs.get(input);
        if (shape.rank() < 2 || shape.channels() % parts != 0 || shape.size() == 0) {
            throw attention.misfit(
                    "needs " + (inputs.size() == 1 ? "an input" : "input " + input)
                            + " [positions, channels] whose channels are a multiple of " + parts
                            + (inputs.size() == 1
                                    ? ", the heads of queries, keys and values"
                                    : input == 0 ? ", the heads" : ", the keyValueHeads"),
                    inputs);
        }
        return shape.channels() / parts;
    }

    private static void requireWidth(Attention attention, List<Shape> inputs, int input, int channels) {
        Shape shape = inputs.get(input);
        if (shape.rank() < 2 || shape.channels() != channels || shape.size() == 0) {
            throw attention.misfit(
                    "needs input " + input + " as [positions, " + channels + "], as the queries have "
                            + inputs.get(0).channels() / attention.heads() + " channels for each of "
                            + attention.heads() + " heads and there are " + attention.keyValueHeads()
                            + " keyValueHeads",
                    inputs);
        }
    }

    private void requireBias(Attention attention, List<Shape> inputs) {
        if (inputs.size() > BIAS
                && !inputs.get(BIAS).equals(Shape.of(queryCount, keyCount))
                && !inputs.get(BIAS).equals(Shape.of(attention.heads(), queryCount, keyCount))) {
            throw attention.misfit(
                    "needs a bias [" + queryCount + ", " + keyCount + "] or [" + attention.heads() + ", " + queryCount
                            + ", " + keyCount + "] as its fourth input",
                    inputs);
        }
    }
}
