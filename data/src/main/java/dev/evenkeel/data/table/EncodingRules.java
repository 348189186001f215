package dev.evenkeel.data.table;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a table is to be encoded. By default the target is the column named {@code class}, {@code target} or
 * {@code label} (in any case, the first of these that exists), or {@code y} where there is no {@code x}, else the last;
 * missing values are refused, unseen categories encoded as zeros.
 */
public final class EncodingRules {
    private static final EncodingRules DEFAULTS =
            new EncodingRules(Optional.empty(), Task.AUTOMATIC, Missing.REFUSE, Unseen.ZEROS);

    private final Optional<String> target;
    private final Task task;
    private final Missing missing;
    private final Unseen unseen;

    private EncodingRules(Optional<String> target, Task task, Missing missing, Unseen unseen) {
        this.target = target;
        this.task = task;
        this.missing = missing;
        this.unseen = unseen;
    }

    public static EncodingRules defaults() {
        return DEFAULTS;
    }

    public EncodingRules target(String column) {
        return new EncodingRules(Optional.of(column), task, missing, unseen);
    }

    public EncodingRules task(Task newTask) {
        return new EncodingRules(target, newTask, missing, unseen);
    }

    public EncodingRules missing(Missing newMissing) {
        return new EncodingRules(target, task, newMissing, unseen);
    }

    public EncodingRules unseen(Unseen newUnseen) {
        return new EncodingRules(target, task, missing, newUnseen);
    }

    /**
     * A number per row, equal for rows of the same class, to hold out rows class by class; all 0 where the target is a
     * number.
     *
     * @throws dev.evenkeel.EvenkeelException if the table lacks the target column
     */
    public int[] strata(Table table) {
        Column column = TargetColumn.choose(table, target);
        int[] strata = new int[table.rows()];
        if (column instanceof Column.Categories || task == Task.CLASSIFICATION) {
            Map<String, Integer> numberOf = new HashMap<>();
            for (int row = 0; row < strata.length; row++) {
                strata[row] = numberOf.computeIfAbsent(column.text(row), added -> numberOf.size());
            }
        }
        return strata;
    }

    /** The target column, where one is named. */
    public Optional<String> target() {
        return target;
    }

    public Task task() {
        return task;
    }

    public Missing missing() {
        return missing;
    }

    public Unseen unseen() {
        return unseen;
    }
}
