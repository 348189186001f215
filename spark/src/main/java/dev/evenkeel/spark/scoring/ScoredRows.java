package dev.evenkeel.spark.scoring;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.spark.rows.RowReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Rows with what a model makes of them, computed in blocks as they are asked for. */
final class ScoredRows implements Iterator<Row> {
    private static final int MAX_ROWS = 512;
    private static final int MAX_VALUES = 1 << 20;
    private static final int MAX_SHOWN = 20;

    private final Iterator<Row> rows;
    private final Scorer scorer;
    private final ScoreRows settings;
    private final RowReader reader;
    private final AppendedValues values;
    private final int capacity;
    private final float[] inputs;
    private final List<Row> block = new ArrayList<>();
    private final Queue<Row> ready = new ArrayDeque<>();
    private long before;

    ScoredRows(Iterator<Row> rows, Scorer scorer, ScoreRows settings) {
        this.rows = rows;
        this.scorer = scorer;
        this.settings = settings;
        int width = scorer.predictor().input().size();
        int outputs = scorer.predictor().output().size();
        capacity = Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / Math.max(width, outputs)));
        inputs = new float[capacity * width];
        reader = settings.features().reader(scorer.encoding(), width);
        values = new AppendedValues(scorer, settings.columns(), settings.thresholds(), capacity);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && rows.hasNext()) {
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
        block.clear();
        while (block.size() < capacity && rows.hasNext()) {
            block.add(rows.next());
        }
        Map<Integer, String> problems = reader.read(block, inputs);
        if (!problems.isEmpty() && settings.unfit() == Unfit.ERROR) {
            throw refused(problems);
        }
        values.compute(inputs, block.size());
        for (int row = 0; row < block.size(); row++) {
            if (!problems.containsKey(row)) {
                ready.add(values.appended(block.get(row), row));
            } else if (settings.unfit() == Unfit.KEEP) {
                ready.add(values.unknown(block.get(row)));
            }
        }
        before += block.size();
    }

    private EvenkeelException refused(Map<Integer, String> problems) {
        int first = problems.keySet().stream().min(Integer::compare).orElseThrow();
        String shown = settings.features().places().stream()
                .limit(MAX_SHOWN)
                .map(place -> String.valueOf(block.get(first).get(place)))
                .collect(Collectors.joining(
                        ", ", "[", settings.features().places().size() > MAX_SHOWN ? ", ...]" : "]"));
        return new EvenkeelException(settings.who() + " cannot score row " + (before + first) + " of partition "
                + TaskContext.getPartitionId() + ", " + shown + ": " + problems.get(first)
                + ". Mend or filter such rows, or say handleInvalid 'skip' or 'keep'");
    }
}
