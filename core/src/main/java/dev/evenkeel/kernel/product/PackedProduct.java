package dev.evenkeel.kernel.product;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Product;

/**
 * {@code C = A * B} with a {@link PackedMatrix} B and an epilogue, on buffers that stay: one run at a time, by a team, without
 * allocation. Each element is the same chains over the depth whatever the cut and the team, so its bits depend on neither.
 */
public final class PackedProduct {
    /** Multiply-adds per lane that are worth sharing, about 20 microseconds. */
    private static final long SHARED_WORK = 1 << 16;

    private static final int TILES_PER_BLOCK = 8;
    private static final float[] NO_WORKSPACE = {};

    private final Kernels kernels;
    private final Team team;
    private final Product product;
    private final boolean narrow;
    private final long rowWork;
    private final int panels;
    private final int panelsPerBlock;
    private final int panelGroups;
    private final Team.RangeTask blocks = this::multiplyBlocks;
    private int rows;
    private int rowsPerBlock;

    PackedProduct(Compute compute, Product product, PackedMatrix matrix) {
        kernels = compute.kernels();
        team = compute.team();
        this.product = product;
        narrow = matrix.narrow;
        rowWork = (long) matrix.depth * matrix.columns / kernels.lanes();
        panels = kernels.products().panels(matrix.columns);
        long panelWork = Math.max(1, rowWork / panels);
        panelsPerBlock = (int) Math.max(1, Math.min(panels, SHARED_WORK / panelWork));
        panelGroups = (panels + panelsPerBlock - 1) / panelsPerBlock;
    }

    /** Computes the first {@code count} rows of C. */
    public void run(int count) {
        if (team.threads() == 1 || count * rowWork < 2 * SHARED_WORK) {
            multiply(0, count, 0, panels);
            return;
        }
        rows = count;
        rowsPerBlock = Math.min(count, TILES_PER_BLOCK * kernels.products().tileRows());
        team.run((count + rowsPerBlock - 1) / rowsPerBlock * panelGroups, 1, blocks);
    }

    private void multiplyBlocks(int from, int to) {
        for (int block = from; block < to; block++) {
            int row = block / panelGroups * rowsPerBlock;
            int panel = block % panelGroups * panelsPerBlock;
            multiply(row, Math.min(rows, row + rowsPerBlock), panel, Math.min(panels, panel + panelsPerBlock));
        }
    }

    private void multiply(int rowFrom, int rowTo, int panelFrom, int panelTo) {
        if (narrow) {
            kernels.products().multiplyNarrow(product, rowFrom, rowTo);
        } else {
            kernels.products().multiply(product, rowFrom, rowTo, panelFrom, panelTo, NO_WORKSPACE);
        }
    }
}
