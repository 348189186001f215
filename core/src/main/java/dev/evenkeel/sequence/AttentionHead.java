package dev.evenkeel.sequence;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;
import dev.evenkeel.kernel.view.Start;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;

/**
 * The probabilities and outputs of one head of one example at a time, in scratch memory of one thread: a block of queries
 * against all keys, chunk by chunk. It grows with the keys, not with their square.
 *
 * <p>Keys are filled up to whole chunks that have no probability: so a row of probabilities is summed along the same tree
 * whatever comes behind its last key, and gives the same bits alone, padded, and in any batch.
 */
class AttentionHead {
    /** How many queries are worked on together, and how many keys a chunk holds: a multiple of all vectors' lengths. */
    static final int BLOCK = 64;

    private static final float[] NO_BIAS = {};

    final Kernels kernels;
    final Attention attention;
    final AttentionLayout layout;
    final AttentionInputs inputs;
    final float scale;
    final int chunks;
    final float[] keys;
    final float[] values;
    final float[] queries;
    final float[] probabilities;
    final Product product = new Product();
    final float[] workspace;

    /** Chunks of a block's scores, when there are as many chunks as the index says. */
    final Matrix[] scoreChunks;

    private final float[][] packedKeys;
    private final float[][] packedValues;
    private final Matrix keyChunk;
    private final Matrix valueChunk;
    final Matrix queryRows;
    final Matrix[] scoreRows;
    private final Matrix outputRows;
    private final float[] logSums = new float[BLOCK];
    private final boolean[] attends = new boolean[BLOCK];
    private final float[] bias;
    private final int biasMatrices;
    private int first;
    private int keyCount;

    AttentionHead(Kernels kernels, Attention attention, AttentionInputs inputs) {
        this.kernels = kernels;
        this.attention = attention;
        this.inputs = inputs;
        layout = inputs.layout();
        int width = layout.width();
        int valueWidth = layout.valueWidth();
        scale = attention.scale() == 0 ? (float) (1 / Math.sqrt(width)) : attention.scale();
        keyCount = layout.keyCount();
        chunks = chunksOf(keyCount);
        keys = new float[chunks * BLOCK * width];
        values = new float[chunks * BLOCK * valueWidth];
        queries = new float[BLOCK * width];
        probabilities = new float[BLOCK * chunks * BLOCK];
        workspace = new float[kernels.products().workspaceLength()];
        packedKeys = new float[chunks][kernels.products().packedLength(width, BLOCK)];
        packedValues = new float[chunks][kernels.products().packedLength(BLOCK, valueWidth)];
        keyChunk = Matrix.columnMajor(width, BLOCK, width);
        valueChunk = Matrix.rowMajor(BLOCK, valueWidth);
        queryRows = Matrix.rowMajor(BLOCK, width).over(queries);
        scoreChunks = new Matrix[chunks + 1];
        scoreRows = new Matrix[chunks + 1];
        for (int count = 1; count <= chunks; count++) {
            scoreChunks[count] = Matrix.rowMajor(BLOCK, BLOCK, count * BLOCK);
            scoreRows[count] = Matrix.rowMajor(BLOCK, count * BLOCK).over(probabilities);
        }
        outputRows = Matrix.rowMajor(BLOCK, valueWidth, attention.heads() * valueWidth);
        bias = inputs.bias().map(Activations::values).orElse(NO_BIAS);
        biasMatrices = inputs.bias()
                .map(added -> added.shape().size() / (layout.queryCount() * layout.keyCount()))
                .orElse(0);
    }

    static int chunksOf(int keyCount) {
        return (keyCount + BLOCK - 1) / BLOCK;
    }

    /** How many chunks of keys a block of queries below {@code to} may attend to. */
    final int chunksFor(int to) {
        return attention.span() == Attention.Span.CAUSAL ? Math.min(chunks, chunksOf(first + to)) : chunks;
    }

    /** Reads the keys and values of a head of them; what is padded becomes 0. */
    void load(int example, int keyHead) {
        copy(example, keyHead, layout.key(), layout.width(), keys);
        copy(example, keyHead, layout.value(), layout.valueWidth(), values);
        for (int chunk = 0; chunk < chunks; chunk++) {
            pack(keyChunk.over(keys, chunk * BLOCK * layout.width()), packedKeys[chunk]);
            pack(valueChunk.over(values, chunk * BLOCK * layout.valueWidth()), packedValues[chunk]);
        }
    }

    /**
     * Reads the keys and values of the only position of the inputs, which stands at {@code position} behind those that were
     * appended before, and lets the query at it attend to all of them.
     */
    void append(int position, int keyHead) {
        first = position;
        keyCount = position + 1;
        int width = layout.width();
        int valueWidth = layout.valueWidth();
        int keyAt = layout.key().start(0, keyHead, width);
        int valueAt = layout.value().start(0, keyHead, valueWidth);
        System.arraycopy(inputs.values(layout.key()), keyAt, keys, position * width, width);
        System.arraycopy(inputs.values(layout.value()), valueAt, values, position * valueWidth, valueWidth);
        int chunk = position / BLOCK;
        int place = position % BLOCK;
        kernels.products().packColumn(keyChunk.over(keys, chunk * BLOCK * width), place, packedKeys[chunk]);
        kernels.products().packRow(valueChunk.over(values, chunk * BLOCK * valueWidth), place, packedValues[chunk]);
    }

    private void copy(int example, int keyHead, AttentionLayout.Part part, int width, float[] to) {
        Mask mask = inputs.keyMask();
        float[] from = inputs.values(part);
        for (int position = 0; position < layout.keyCount(); position++) {
            int row = example * layout.keyCount() + position;
            if (mask.isReal(row)) {
                System.arraycopy(from, part.start(row, keyHead, width), to, position * width, width);
            } else {
                Arrays.fill(to, position * width, (position + 1) * width, 0f);
            }
        }
    }

    /** Writes the outputs of all heads that read one head of keys and values. */
    void forwardAll(int example, int keyHead, float[] output) {
        load(example, keyHead);
        int group = attention.heads() / attention.keyValueHeads();
        for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
            for (int from = 0; from < layout.queryCount(); from += BLOCK) {
                forward(example, head, from, Math.min(layout.queryCount(), from + BLOCK), output);
            }
        }
    }

    /** Writes {@code y = p v} of a head's queries {@code [from, to)}, at most {@value #BLOCK}, whose keys are loaded. */
    void forward(int example, int head, int from, int to, float[] output) {
        int count = attend(example, head, from, to);
        multiplyValues(example, head, from, to, count, probabilities, output);
    }

    /** The probabilities of a block of queries, in {@link #probabilities} row by row; returns how many chunks a row has. */
    int attend(int example, int head, int from, int to) {
        int rows = to - from;
        int count = chunksFor(to);
        loadQueries(example, head, from, to);
        for (int chunk = 0; chunk < count; chunk++) {
            Matrix scores =
                    scoreChunks[count].over(probabilities, chunk * BLOCK).rows(rows);
            multiply(queryRows.rows(rows), packedKeys[chunk], scores, Start.ZERO);
        }
        int columns = count * BLOCK;
        if (attention.softcap() > 0) {
            cap(rows * columns);
        }
        for (int row = 0; row < rows; row++) {
            attends[row] = restrict(example, head, from + row, row * columns, columns);
        }
        kernels.rows().softmax(scoreRows[count], scoreRows[count], logSums, 0, rows);
        for (int row = 0; row < rows; row++) {
            if (!attends[row]) {
                Arrays.fill(probabilities, row * columns, (row + 1) * columns, 0f);
            }
        }
        return count;
    }

    private void cap(int length) {
        float cap = attention.softcap();
        kernels.elements().scale(1 / cap, probabilities, 0, probabilities, 0, length);
        kernels.activations().apply(Activation.TANH, 0, probabilities, 0, probabilities, 0, length);
        keepCapped(length);
        kernels.elements().scale(cap, probabilities, 0, probabilities, 0, length);
    }

    /** Called when {@code tanh(s / softcap)} of a block of queries stands in {@link #probabilities}. */
    void keepCapped(int length) {}

    void multiplyValues(int example, int head, int from, int to, int count, float[] weights, float[] output) {
        int at = ((example * layout.queryCount() + from) * attention.heads() + head) * layout.valueWidth();
        Matrix y = outputRows.over(output, at).rows(to - from);
        for (int chunk = 0; chunk < count; chunk++) {
            Matrix p = scoreChunks[count].over(weights, chunk * BLOCK).rows(to - from);
            multiply(p, packedValues[chunk], y, chunk == 0 ? Start.ZERO : Start.SUM);
        }
    }

    private void loadQueries(int example, int head, int from, int to) {
        float[] x = inputs.values(layout.query());
        int width = layout.width();
        for (int position = from; position < to; position++) {
            int row = example * layout.queryCount() + position;
            int at = (position - from) * width;
            if (inputs.queryMask().isReal(row)) {
                kernels.elements().scale(scale, x, layout.query().start(row, head, width), queries, at, width);
            } else {
                Arrays.fill(queries, at, at + width, 0f);
            }
        }
    }

    /**
     * Adds the bias to a row of scores and sets to minus infinity those of keys that its query may not attend to. If there is
     * none that it may, sets all to 0 and returns false.
     */
    private boolean restrict(int example, int head, int query, int at, int columns) {
        int limit = attention.span() == Attention.Span.CAUSAL ? Math.min(first + query + 1, keyCount) : keyCount;
        boolean attending = inputs.queryMask().isReal(example * layout.queryCount() + query);
        if (attending && bias.length > 0) {
            addBias(example, head, query, at, limit);
        }
        Arrays.fill(probabilities, at + limit, at + columns, Float.NEGATIVE_INFINITY);
        Mask mask = inputs.keyMask();
        if (attending && !mask.isComplete()) {
            for (int key = 0; key < limit; key++) {
                if (!mask.isReal(example * layout.keyCount() + key)) {
                    probabilities[at + key] = Float.NEGATIVE_INFINITY;
                }
            }
        }
        attending = attending && mayAttend(example, head, query, limit);
        if (!attending) {
            Arrays.fill(probabilities, at, at + columns, 0f);
        }
        return attending;
    }

    /** Whether there is a real key that neither the span nor a bias of minus infinity hides, whatever its score. */
    private boolean mayAttend(int example, int head, int query, int limit) {
        Mask mask = inputs.keyMask();
        int start = bias.length == 0 ? 0 : biasStart(example, head, query);
        for (int key = 0; key < limit; key++) {
            boolean real = mask.isComplete() || mask.isReal(example * layout.keyCount() + key);
            if (real && (bias.length == 0 || bias[start + key] != Float.NEGATIVE_INFINITY)) {
                return true;
            }
        }
        return false;
    }

    private void addBias(int example, int head, int query, int at, int limit) {
        int start = biasStart(example, head, query);
        for (int key = 0; key < limit; key++) {
            probabilities[at + key] += bias[start + key];
        }
    }

    /** Where the bias of a query begins. */
    int biasStart(int example, int head, int query) {
        int size = layout.queryCount() * layout.keyCount();
        return (example * biasMatrices + head % biasMatrices) * size + query * layout.keyCount();
    }

    /** {@code C = A B} or {@code C += A B}. */
    void multiply(Matrix a, float[] packedB, Matrix c, Start start) {
        int panels = kernels.products().panels(c.columns());
        kernels.products().multiply(product.of(a, packedB, c).start(start), 0, a.rows(), 0, panels, workspace);
    }

    void pack(Matrix b, float[] packed) {
        kernels.products().pack(b, packed, 0, kernels.products().panels(b.columns()));
    }
}
