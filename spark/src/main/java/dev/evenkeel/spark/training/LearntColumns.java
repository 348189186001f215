package dev.evenkeel.spark.training;

import dev.evenkeel.worker.Workers;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/** The columns that are learnt from. */
sealed interface LearntColumns extends Serializable permits LearntVectors, LearntTable {
    /** Takes the rows in, one after the other. */
    Collector collector();

    /** Rows as they come together. */
    interface Collector {
        /** @throws dev.evenkeel.EvenkeelException if a row cannot be learnt from; it says why, but not which */
        void add(Row row);

        /**
         * All rows as examples.
         *
         * @param workers who have the other rows
         * @throws dev.evenkeel.EvenkeelException if they cannot be learnt from
         */
        Examples examples(Labels labels, ExampleMarks marks, Workers workers);
    }

    /** The names of the columns. */
    List<String> names();
}
