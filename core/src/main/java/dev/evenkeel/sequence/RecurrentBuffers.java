package dev.evenkeel.sequence;

import dev.evenkeel.operation.Activations;
import java.util.Arrays;

/**
 * What one direction keeps of a batch, step by step in its own order: row {@code step * examples + example}. States and memory
 * have a row more for each example: row {@code step * examples + example} is that before the step.
 */
final class RecurrentBuffers {
    private static final float[] NOTHING = {};

    private final Activations input;
    private final Activations output;
    private final boolean reversed;
    private final int firstChannel;
    private final int steps;
    private final int channels;
    private final int hidden;
    private final int gateValues;
    private final float[] inputs;
    private final float[] gates;
    private final float[] states;
    private final float[] memory;
    private float[] stateGradient = NOTHING;
    private float[] memoryGradient = NOTHING;
    private int examples;

    /** Buffers for a direction whose outputs begin at channel {@code firstChannel}. */
    RecurrentBuffers(
            Recurrent layer, Recurrent.Direction direction, int firstChannel, Activations input, Activations output) {
        this.input = input;
        this.output = output;
        this.firstChannel = firstChannel;
        reversed = direction == Recurrent.Direction.BACKWARD;
        steps = input.shape().positions();
        channels = input.shape().channels();
        hidden = layer.hidden();
        gateValues = layer.gates() * hidden;
        int rows = steps * input.capacity();
        inputs = new float[Math.multiplyExact(rows, channels)];
        gates = new float[Math.multiplyExact(rows, gateValues)];
        states = new float[Math.multiplyExact(rows + input.capacity(), hidden)];
        memory = new float[states.length];
    }

    /** Adds what the backward pass needs. */
    RecurrentBuffers withGradients() {
        stateGradient = new float[input.capacity() * hidden];
        memoryGradient = new float[stateGradient.length];
        return this;
    }

    /** Sets how many examples the batch has. */
    void examples(int count) {
        examples = count;
    }

    int examples() {
        return examples;
    }

    int steps() {
        return steps;
    }

    int rows() {
        return steps * examples;
    }

    int channels() {
        return channels;
    }

    int hidden() {
        return hidden;
    }

    int gateValues() {
        return gateValues;
    }

    /** {@code [steps, examples, channels]}: the inputs in the direction's order, 0 where they are padding. */
    float[] inputs() {
        return inputs;
    }

    /** {@code [steps, examples, gates * hidden]}: what the gates read, then the gates, then the gradients of what they read. */
    float[] gates() {
        return gates;
    }

    /** {@code [steps + 1, examples, hidden]}. */
    float[] states() {
        return states;
    }

    /** {@code [steps + 1, examples, hidden]}: an LSTM's c; a GRU's product, or its state after the reset. */
    float[] memory() {
        return memory;
    }

    /** {@code [examples, hidden]}. */
    float[] stateGradient() {
        return stateGradient;
    }

    /** {@code [examples, hidden]}. */
    float[] memoryGradient() {
        return memoryGradient;
    }

    int row(int step, int example) {
        return step * examples + example;
    }

    boolean isReal(int step, int example) {
        return input.mask().isReal(place(step, example));
    }

    /** The row of the layer's input and output. */
    private int place(int step, int example) {
        return example * steps + (reversed ? steps - 1 - step : step);
    }

    /** Reads the inputs of the rows {@code [from, to)}. */
    void gather(int from, int to) {
        for (int row = from; row < to; row++) {
            int place = place(row / examples, row % examples);
            int at = row * channels;
            if (input.mask().isReal(place)) {
                System.arraycopy(input.values(), place * channels, inputs, at, channels);
            } else {
                Arrays.fill(inputs, at, at + channels, 0f);
            }
        }
    }

    /** Sets the first states and memory of the examples {@code [from, to)} to 0. */
    void begin(int from, int to) {
        Arrays.fill(states, from * hidden, to * hidden, 0f);
        Arrays.fill(memory, from * hidden, to * hidden, 0f);
    }

    /** Writes the outputs of a step, and carries what it finds before padded positions past them. */
    void finish(int step, int from, int to) {
        for (int example = from; example < to; example++) {
            int after = row(step + 1, example) * hidden;
            int out = outputAt(step, example);
            if (isReal(step, example)) {
                System.arraycopy(states, after, output.values(), out, hidden);
            } else {
                int before = row(step, example) * hidden;
                System.arraycopy(states, before, states, after, hidden);
                System.arraycopy(memory, before, memory, after, hidden);
                Arrays.fill(output.values(), out, out + hidden, 0f);
            }
        }
    }

    /** The states after the only step become those before the next. */
    void keep() {
        System.arraycopy(states, examples * hidden, states, 0, examples * hidden);
        System.arraycopy(memory, examples * hidden, memory, 0, examples * hidden);
    }

    /** Where this direction's outputs lie. */
    int outputAt(int step, int example) {
        return place(step, example) * output.shape().channels() + firstChannel;
    }

    /** Hands the gradients of the rows {@code [from, to)} of the inputs back to their places; adds where another did so before. */
    void scatter(float[] gradients, int from, int to, float[] inputGradient) {
        for (int row = from; row < to; row++) {
            int place = place(row / examples, row % examples);
            boolean real = input.mask().isReal(place);
            int at = row * channels;
            int out = place * channels;
            for (int channel = 0; channel < channels; channel++) {
                float gradient = real ? gradients[at + channel] : 0f;
                inputGradient[out + channel] = firstChannel == 0 ? gradient : inputGradient[out + channel] + gradient;
            }
        }
    }
}
