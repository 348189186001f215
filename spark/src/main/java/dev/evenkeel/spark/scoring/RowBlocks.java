package dev.evenkeel.spark.scoring;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.spark.rows.Features;
import dev.evenkeel.spark.rows.RowReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** The rows of a partition as inputs, block by block. */
final class RowBlocks {
    private static final int MAX_SHOWN = 20;

    private final Iterator<Row> source;
    private final Features features;
    private final RowReader reader;
    private final Unfit unfit;
    private final String who;
    private final int capacity;
    private final float[] inputs;
    private final List<Row> rows = new ArrayList<>();
    private Map<Integer, String> problems = Map.of();
    private long before;

    /**
     * @param capacity the most rows of a block
     * @param who reads them, for messages, as {@code EvenkeelModel}
     */
    RowBlocks(Iterator<Row> source, Scorer scorer, Features features, int capacity, Unfit unfit, String who) {
        this.source = source;
        this.features = features;
        this.unfit = unfit;
        this.who = who;
        this.capacity = capacity;
        int width = scorer.predictor().input().size();
        inputs = new float[Math.multiplyExact(capacity, width)];
        reader = features.reader(scorer.encoding(), width);
    }

    /**
     * Goes to the next block; there is none if this gives false.
     *
     * @throws EvenkeelException that names the first row that cannot be an input, where that is an error
     */
    boolean next() {
        before += rows.size();
        rows.clear();
        while (rows.size() < capacity && source.hasNext()) {
            rows.add(source.next());
        }
        if (rows.isEmpty()) {
            return false;
        }
        problems = reader.read(rows, inputs);
        if (!problems.isEmpty() && unfit == Unfit.ERROR) {
            throw refused();
        }
        return true;
    }

    /** The rows of this block. */
    List<Row> rows() {
        return rows;
    }

    /** Their inputs; the array is the same for each block. */
    float[] inputs() {
        return inputs;
    }

    /** Whether a row of this block is an input. */
    boolean isFit(int row) {
        return !problems.containsKey(row);
    }

    private EvenkeelException refused() {
        int first = problems.keySet().stream().min(Integer::compare).orElseThrow();
        List<Integer> places = features.places();
        String shown = places.stream()
                .limit(MAX_SHOWN)
                .map(place -> String.valueOf(rows.get(first).get(place)))
                .collect(Collectors.joining(", ", "[", places.size() > MAX_SHOWN ? ", ...]" : "]"));
        return new EvenkeelException(who + " cannot read row " + (before + first + 1) + " of partition "
                + TaskContext.getPartitionId() + ", " + shown + ": " + problems.get(first)
                + ". Mend or filter such rows, or say handleInvalid 'skip' or 'keep'");
    }
}
