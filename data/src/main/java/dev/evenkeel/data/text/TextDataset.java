package dev.evenkeel.data.text;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;

/**
 * Windows of a text: input {@code [context, 1]}, the numbers of its tokens; target at each position the number of the token that
 * comes next. A last window that is shorter is padded.
 */
public final class TextDataset implements Dataset {
    private final String name;
    private final Vocabulary vocabulary;
    private final int[] tokens;
    private final int context;
    private final int stride;
    private final int from;
    private final int windows;

    private TextDataset(String name, Vocabulary vocabulary, int[] tokens, int context, int stride, int from) {
        this.name = name;
        this.vocabulary = vocabulary;
        this.tokens = tokens;
        this.context = context;
        this.stride = stride;
        this.from = from;
        int predicted = tokens.length - 1;
        windows = predicted <= context ? 1 : 1 + (predicted - context + stride - 1) / stride;
    }

    /** Windows that begin half a context apart, so that characters are seen behind much and behind little; the last ends the text. */
    static TextDataset overlapping(String name, Vocabulary vocabulary, int[] tokens, int context, int from) {
        return new TextDataset(name, vocabulary, tokens, context, Math.max(1, context / 2), from);
    }

    /** Windows one behind the other: each token but the first is predicted once. */
    static TextDataset disjoint(String name, Vocabulary vocabulary, int[] tokens, int context, int from) {
        return new TextDataset(name, vocabulary, tokens, context, context, from);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return windows;
    }

    /** What the tokens stand for. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** How many tokens the text has. */
    public int tokens() {
        return tokens.length;
    }

    @Override
    public Shape inputShape() {
        return Shape.of(context, 1);
    }

    @Override
    public Target target() {
        return Target.values(context);
    }

    @Override
    public void read(int index, Batch batch, int row) {
        int start = start(index);
        int length = Math.min(context, tokens.length - 1 - start);
        int input = batch.inputOffset(row);
        int target = batch.targetOffset(row);
        for (int position = 0; position < length; position++) {
            batch.inputs()[input + position] = tokens[start + position];
            batch.targets()[target + position] = tokens[start + position + 1];
        }
        Arrays.fill(batch.inputs(), input + length, input + context, 0f);
        Arrays.fill(batch.targets(), target + length, target + context, 0f);
        batch.mask().truncate(row, length);
    }

    /** Of windows that overlap the last begins earlier, so that it is whole. */
    private int start(int index) {
        int start = index * stride;
        return stride < context ? Math.max(0, Math.min(start, tokens.length - 1 - context)) : start;
    }

    @Override
    public String exampleName(int index) {
        return "the window from character " + (from + start(index) + 1L);
    }

    @Override
    public String inputName(int index) {
        return "token " + (index + 1);
    }

    @Override
    public String toString() {
        return describe();
    }
}
