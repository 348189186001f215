package dev.evenkeel.norm;

import dev.evenkeel.kernel.stream.RowStream;
import dev.evenkeel.kernel.view.GradientSums;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The output of a batch, normalised where it is read, and the sums of its gradient, taken where it is written. */
final class BatchStream implements RowStream {
    private final int channels;
    private final NormalizedRows rows;
    private final AtomicInteger blocks = new AtomicInteger();
    private GradientSums[] sums = {};

    BatchStream(int channels, NormalizedRows rows) {
        this.channels = channels;
        this.rows = rows;
    }

    @Override
    public void expect(int mostBlocks) {
        sums = IntStream.range(0, mostBlocks)
                .mapToObj(block -> new GradientSums(channels))
                .toArray(GradientSums[]::new);
    }

    void begin() {
        blocks.set(0);
    }

    @Override
    public void write(int rowFrom, int rowTo, float[] to, int toAt) {
        rows.forward(rowFrom, rowTo, to, toAt);
    }

    @Override
    public void written(int block, int rowFrom, int rowTo) {
        rows.gradientSums(rowFrom, rowTo, sums[block]);
        blocks.incrementAndGet();
    }

    /** Adds up the blocks in their order, whoever summed them. */
    void addUp(GradientSums out) {
        out.clear();
        int count = blocks.get();
        for (int block = 0; block < count; block++) {
            out.add(sums[block], 0, channels);
        }
    }
}
