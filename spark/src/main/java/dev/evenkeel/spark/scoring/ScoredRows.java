package dev.evenkeel.spark.scoring;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;

/** Rows with what a model makes of them, computed in blocks as they are asked for. */
final class ScoredRows implements Iterator<Row> {
    private static final int MAX_ROWS = 512;
    private static final int MAX_VALUES = 1 << 20;

    private final RowBlocks blocks;
    private final AppendedValues values;
    private final Unfit unfit;
    private final Queue<Row> ready = new ArrayDeque<>();

    ScoredRows(Iterator<Row> rows, Scorer scorer, ScoreRows settings) {
        int width = scorer.predictor().input().size();
        int outputs = scorer.predictor().output().size();
        int capacity = Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / Math.max(width, outputs)));
        unfit = settings.unfit();
        blocks = new RowBlocks(rows, scorer, settings.features(), capacity, unfit, settings.who());
        values = new AppendedValues(scorer, settings.columns(), settings.thresholds(), capacity);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && blocks.next()) {
            score();
        }
        return !ready.isEmpty();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void score() {
        values.compute(blocks.inputs(), blocks.rows().size());
        for (int row = 0; row < blocks.rows().size(); row++) {
            if (blocks.isFit(row)) {
                ready.add(values.appended(blocks.rows().get(row), row));
            } else if (unfit == Unfit.KEEP) {
                ready.add(values.unknown(blocks.rows().get(row)));
            }
        }
    }
}
