package dev.evenkeel.kernel.reduction;

import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.worker.Workers;

/**
 * Moments and sums of columns, combined over workers in order of rank. Each counts as many values as it has, so a worker with few
 * or none neither biases the whole nor holds it up. An exchange allocates nothing.
 */
public final class Exchange {
    private final Workers workers;
    private final int columns;
    private final double[] mine;
    private final double[] all;
    private final Moments other;

    public Exchange(Workers workers, int columns) {
        this.workers = workers;
        this.columns = columns;
        mine = new double[workers.several() ? 1 + 2 * columns : 0];
        all = new double[Math.multiplyExact(workers.count(), mine.length)];
        other = new Moments(columns);
    }

    /** Replaces a worker's moments by those of all. */
    public void pool(Moments moments) {
        if (!workers.several()) {
            return;
        }
        mine[0] = moments.count();
        System.arraycopy(moments.mean(), 0, mine, 1, columns);
        System.arraycopy(moments.m2(), 0, mine, 1 + columns, columns);
        workers.gather(mine, all);
        moments.clear();
        for (int at = 0; at < all.length; at += mine.length) {
            other.count((long) all[at]);
            System.arraycopy(all, at + 1, other.mean(), 0, columns);
            System.arraycopy(all, at + 1 + columns, other.m2(), 0, columns);
            moments.merge(other);
        }
    }

    /** Replaces a worker's sums by those of all. */
    public void add(GradientSums sums) {
        if (!workers.several()) {
            return;
        }
        System.arraycopy(sums.dy(), 0, mine, 1, columns);
        System.arraycopy(sums.dyXhat(), 0, mine, 1 + columns, columns);
        workers.gather(mine, all);
        sums.clear();
        for (int at = 1; at < all.length; at += mine.length) {
            for (int column = 0; column < columns; column++) {
                sums.dy()[column] += all[at + column];
                sums.dyXhat()[column] += all[at + columns + column];
            }
        }
    }
}
