package dev.evenkeel.sequence;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ActivationBuffers;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Start;
import java.util.Arrays;

/** An {@link AttentionHead} that learns: with dropout of the probabilities, and the gradients of queries, keys, values and bias. */
final class AttentionGradient extends AttentionHead {
    private final float[] dropped;
    private final float[] scoreGradients;
    private final float[][] packedValueColumns;
    private final float[][] packedKeyRows;
    private final float[] packedOutputGradient;
    private final float[] packedQueries;
    private final float[] outputGradientRows;
    private final float[] queryGradientRows;
    private final Matrix valueColumns;
    private final Matrix keyRows;
    private final Matrix[] transposedChunks;
    private final Matrix[] scoreGradientRows;
    private final Matrix outputGradientBlock;
    private final Matrix queryGradientBlock;
    private final Matrix keyGradientChunk;
    private final Matrix valueGradientChunk;
    private final float[] capped;
    private final ActivationBuffers capBuffers;
    private long dropKey;
    private float keep = 1;

    AttentionGradient(Kernels kernels, Attention attention, AttentionInputs inputs) {
        super(kernels, attention, inputs);
        int width = layout.width();
        int valueWidth = layout.valueWidth();
        dropped = attention.dropout() == 0 ? probabilities : new float[probabilities.length];
        scoreGradients = new float[probabilities.length];
        capped = new float[attention.softcap() == 0 ? 0 : probabilities.length];
        capBuffers = new ActivationBuffers(capped, capped, scoreGradients, scoreGradients);
        packedValueColumns = new float[chunks][kernels.products().packedLength(valueWidth, BLOCK)];
        packedKeyRows = new float[chunks][kernels.products().packedLength(BLOCK, width)];
        packedOutputGradient = new float[kernels.products().packedLength(BLOCK, valueWidth)];
        packedQueries = new float[kernels.products().packedLength(BLOCK, width)];
        outputGradientRows = new float[BLOCK * valueWidth];
        queryGradientRows = new float[BLOCK * width];
        valueColumns = Matrix.columnMajor(valueWidth, BLOCK, valueWidth);
        keyRows = Matrix.rowMajor(BLOCK, width);
        transposedChunks = new Matrix[chunks + 1];
        scoreGradientRows = new Matrix[chunks + 1];
        for (int count = 1; count <= chunks; count++) {
            transposedChunks[count] = Matrix.columnMajor(BLOCK, BLOCK, count * BLOCK);
            scoreGradientRows[count] = Matrix.rowMajor(BLOCK, count * BLOCK).over(scoreGradients);
        }
        outputGradientBlock = Matrix.rowMajor(BLOCK, valueWidth).over(outputGradientRows);
        queryGradientBlock = Matrix.rowMajor(BLOCK, width).over(queryGradientRows);
        keyGradientChunk = Matrix.rowMajor(BLOCK, width, layout.key().stride());
        valueGradientChunk = Matrix.rowMajor(BLOCK, valueWidth, layout.value().stride());
    }

    /** Sets what the step drops of the probabilities: a function of the key and the place; nothing where {@code share} is 1. */
    void keep(long key, float share) {
        dropKey = key;
        keep = share;
    }

    @Override
    void forward(int example, int head, int from, int to, float[] output) {
        int count = attend(example, head, from, to);
        drop(example, head, from, to, probabilities, dropped);
        multiplyValues(example, head, from, to, count, keep == 1 ? probabilities : dropped, output);
    }

    @Override
    void keepCapped(int length) {
        System.arraycopy(probabilities, 0, capped, 0, length);
    }

    private void drop(int example, int head, int from, int to, float[] x, float[] y) {
        int columns = chunksFor(to) * BLOCK;
        for (int query = from; keep < 1 && query < to; query++) {
            long row = ((long) example * attention.heads() + head) * layout.queryCount() + query;
            int at = (query - from) * columns;
            kernels.elements().dropout(x, y, at, columns, dropKey, row * chunks * BLOCK, keep);
        }
    }

    /** Reads the keys and values of a head of them, also as the gradients need them. */
    void loadForGradients(int example, int keyHead) {
        load(example, keyHead);
        for (int chunk = 0; chunk < chunks; chunk++) {
            pack(valueColumns.over(values, chunk * BLOCK * layout.valueWidth()), packedValueColumns[chunk]);
            pack(keyRows.over(keys, chunk * BLOCK * layout.width()), packedKeyRows[chunk]);
        }
    }

    /**
     * Writes dq of a head's queries {@code [from, to)}, and adds to dk, dv and dbias.
     *
     * @param gradients the arrays to write to, by input; an empty one is not needed
     */
    void backward(int example, int head, int from, int to, float[] dy, float[][] gradients) {
        int rows = to - from;
        int count = attend(example, head, from, to);
        drop(example, head, from, to, probabilities, dropped);
        loadOutputGradient(example, head, from, to, dy);
        for (int chunk = 0; chunk < count; chunk++) {
            Matrix dp = scoreChunks[count].over(scoreGradients, chunk * BLOCK).rows(rows);
            multiply(outputGradientBlock.rows(rows), packedValueColumns[chunk], dp, Start.ZERO);
        }
        drop(example, head, from, to, scoreGradients, scoreGradients);
        addValueGradients(example, head, rows, count, gradients[layout.value().input()]);
        kernels.rows().softmaxBackward(scoreRows[count], scoreGradientRows[count], scoreGradientRows[count], 0, rows);
        if (gradients.length > AttentionLayout.BIAS) {
            addBiasGradients(example, head, from, to, count, gradients[AttentionLayout.BIAS]);
        }
        if (capped.length > 0) {
            kernels.activations().backward(Activation.TANH, 0, capBuffers, 0, rows * count * BLOCK);
        }
        addKeyGradients(example, head, rows, count, gradients[layout.key().input()]);
        writeQueryGradients(
                example, head, from, to, count, gradients[layout.query().input()]);
    }

    private void loadOutputGradient(int example, int head, int from, int to, float[] dy) {
        int width = layout.valueWidth();
        for (int position = from; position < to; position++) {
            int row = example * layout.queryCount() + position;
            int at = (position - from) * width;
            if (inputs.queryMask().isReal(row)) {
                System.arraycopy(dy, (row * attention.heads() + head) * width, outputGradientRows, at, width);
            } else {
                Arrays.fill(outputGradientRows, at, at + width, 0f);
            }
        }
    }

    private void addValueGradients(int example, int head, int rows, int count, float[] gradient) {
        if (gradient.length > 0) {
            pack(outputGradientBlock.rows(rows), packedOutputGradient);
            int at = layout.value().start(example * layout.keyCount(), keyHead(head), layout.valueWidth());
            float[] p = keep == 1 ? probabilities : dropped;
            addByKeys(valueGradientChunk.over(gradient, at), p, packedOutputGradient, rows, count);
        }
    }

    private void addKeyGradients(int example, int head, int rows, int count, float[] gradient) {
        if (gradient.length > 0) {
            pack(queryRows.rows(rows), packedQueries);
            int at = layout.key().start(example * layout.keyCount(), keyHead(head), layout.width());
            addByKeys(keyGradientChunk.over(gradient, at), scoreGradients, packedQueries, rows, count);
        }
    }

    /** Adds {@code scores^T B} to the rows of a gradient that begin where the chunk lies, one row a key. */
    private void addByKeys(Matrix gradient, float[] scores, float[] packedB, int rows, int count) {
        int start = gradient.offset();
        for (int chunk = 0; chunk < count; chunk++) {
            int keyRows = Math.min(BLOCK, layout.keyCount() - chunk * BLOCK);
            gradient.over(gradient.values(), start + chunk * BLOCK * gradient.rowStride())
                    .rows(keyRows);
            Matrix transposed = transposedChunks[count]
                    .over(scores, chunk * BLOCK)
                    .rows(keyRows)
                    .columns(rows);
            multiply(transposed, packedB, gradient, Start.SUM);
        }
    }

    private int keyHead(int head) {
        return head * attention.keyValueHeads() / attention.heads();
    }

    private void writeQueryGradients(int example, int head, int from, int to, int count, float[] gradient) {
        if (gradient.length == 0) {
            return;
        }
        int rows = to - from;
        for (int chunk = 0; chunk < count; chunk++) {
            Matrix ds = scoreChunks[count].over(scoreGradients, chunk * BLOCK).rows(rows);
            multiply(ds, packedKeyRows[chunk], queryGradientBlock.rows(rows), chunk == 0 ? Start.ZERO : Start.SUM);
        }
        int width = layout.width();
        for (int position = from; position < to; position++) {
            int at = layout.query().start(example * layout.queryCount() + position, head, width);
            kernels.elements().scale(scale, queryGradientRows, (position - from) * width, gradient, at, width);
        }
    }

    private void addBiasGradients(int example, int head, int from, int to, int count, float[] gradient) {
        int columns = count * BLOCK;
        int length = Math.min(columns, layout.keyCount());
        for (int query = from; gradient.length > 0 && query < to; query++) {
            int at = biasStart(example, head, query);
            kernels.elements().add(scoreGradients, (query - from) * columns, gradient, at, gradient, at, length);
        }
    }
}
