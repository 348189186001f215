package dev.evenkeel.operation.builtin;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * {@code y[i] = W[x[i]]}: row x of a table, for every value of the input.
 *
 * @param name the layer's name, for messages
 * @param weight the table {@code [entries, features]}
 * @param fromEnd how many rows negative indices may count from the end: all or none
 */
public record EmbeddingOperation(String name, Tensor weight, int fromEnd) implements Operation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public String describe() {
        return "embedding " + weight.shape().extent(0) + " x " + weight.shape().extent(1);
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        int entries = weight.shape().extent(0);
        int features = weight.shape().extent(1);
        int size = inputs[0].shape().size();
        float[] x = inputs[0].values();
        float[] y = output.values();
        FloatBuffer table = weight.view();
        return examples -> {
            for (int at = 0; at < examples * size; at++) {
                table.get(row(name, x[at], entries, fromEnd) * features, y, at * features, features);
            }
        };
    }

    /**
     * The row that an index chooses of {@code entries}; negative ones count from the end, if {@code fromEnd} rows are there for them.
     *
     * @throws EvenkeelException naming the index if it is no whole number from {@code -fromEnd} to {@code entries - 1}
     */
    public static int row(String name, float index, int entries, int fromEnd) {
        int row = (int) index;
        if (row != index || row < -fromEnd || row >= entries) {
            throw new EvenkeelException("embedding '" + name + "' needs whole numbers from 0 to " + (entries - 1)
                    + " as indices"
                    + (fromEnd > 0 ? ", or from -" + fromEnd + " to -1 counted from the end" : "") + ", but got "
                    + index + ". Check the data, or give the layer more entries");
        }
        return row < 0 ? row + entries : row;
    }
}
