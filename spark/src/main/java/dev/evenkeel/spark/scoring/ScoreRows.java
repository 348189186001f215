package dev.evenkeel.spark.scoring;

import dev.evenkeel.model.Model;
import dev.evenkeel.spark.rows.Features;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/** Scores the rows of a partition, block by block. */
record ScoreRows(
        Broadcast<byte[]> model,
        String key,
        Features features,
        OutputColumns columns,
        double[] thresholds,
        Unfit unfit,
        String who)
        implements MapPartitionsFunction<Row, Row> {

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Scorer scorer = Scorer.of(key, () -> Model.read("model", model.value()));
        return new ScoredRows(rows, scorer, this);
    }
}
