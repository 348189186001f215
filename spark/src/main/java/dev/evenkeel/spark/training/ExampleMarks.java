package dev.evenkeel.spark.training;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.spark.rows.CellForm;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/** How much each row counts, and which are measured on and not learnt from. */
final class ExampleMarks {
    /**
     * Where it stands.
     *
     * @param weight the place of the weights, -1 if every row counts once
     * @param validation the place of the indicator, -1 if all rows are learnt from
     * @param weightName the name of the column of weights; empty if there is none
     * @param validationName the name of the indicator; empty if there is none
     */
    record Places(int weight, int validation, String weightName, String validationName) implements Serializable {}

    static final String NO_WEIGHT = "Every row has weight 0, so there is nothing to learn from";
    static final String NO_ROWS = "The DataFrame has no rows, so there is nothing to learn from";

    /** Why nothing can be learnt. */
    static String allHeld(long rows) {
        return "The validation indicator is true in all " + rows + " rows, so there is nothing to learn from";
    }

    private final Places places;
    private final Numbers weights = new Numbers();
    private final Numbers validation = new Numbers();
    private boolean whole = true;
    private boolean heldElsewhere;
    private int rows;

    ExampleMarks(Places places) {
        this.places = places;
    }

    /** @throws EvenkeelException if a weight is none, or it is not said whether the row is learnt from */
    void add(Row row) {
        rows++;
        if (places.weight >= 0) {
            double weight = CellForm.number(row, places.weight);
            if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
                throw new EvenkeelException("weight column '" + places.weightName + "' is "
                        + (row.isNullAt(places.weight) ? "missing" : weight)
                        + ", but weights are numbers of 32 bits, 0 or more");
            }
            weights.add(weight);
        }
        if (places.validation >= 0) {
            if (row.isNullAt(places.validation)) {
                throw new EvenkeelException("validation indicator column '" + places.validationName
                        + "' is missing, but it needs true or false");
            }
            validation.add(row.getBoolean(places.validation) ? 1 : 0);
        }
    }

    /**
     * These are not all rows: others may be learnt from, or measured on, where none of these is.
     *
     * @param someAreHeld whether some row of all is measured on
     */
    void ofPart(boolean someAreHeld) {
        whole = false;
        heldElsewhere = someAreHeld;
    }

    /** What the rows count together. */
    double weight() {
        return Arrays.stream(weights.array()).sum();
    }

    /** How many rows are measured on. */
    int held() {
        return validation().length;
    }

    boolean areWeighted() {
        return places.weight >= 0;
    }

    /** @throws EvenkeelException if no row counts */
    float[] weights() {
        float[] all = weights.floats();
        if (whole && IntStream.range(0, all.length).allMatch(row -> all[row] == 0)) {
            throw new EvenkeelException(NO_WEIGHT);
        }
        return all;
    }

    /** The rows that are learnt from. @throws EvenkeelException if there are none */
    int[] training() {
        int[] chosen = chosen(0);
        if (whole && chosen.length == 0) {
            throw new EvenkeelException(rows == 0 ? NO_ROWS : allHeld(rows));
        }
        return chosen;
    }

    /** Whether some row, here or at another worker, is measured on. */
    boolean holdOut() {
        return heldElsewhere;
    }

    /** The rows that are measured on. */
    int[] validation() {
        return places.validation < 0 ? new int[0] : chosen(1);
    }

    private int[] chosen(int mark) {
        double[] marks = validation.array();
        return places.validation < 0
                ? IntStream.range(0, rows).toArray()
                : IntStream.range(0, marks.length)
                        .filter(row -> marks[row] == mark)
                        .toArray();
    }
}
