package dev.evenkeel.data.table.encoding;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a table is to be encoded. By default the target is the column named {@code class}, {@code target} or
 * {@code label} (in any case, the first of these that exists), or {@code y} where there is no {@code x}, else the last;
 * what is predicted of it is chosen as {@link Task#AUTOMATIC} says; missing values are refused, unseen categories encoded as zeros.
 */
@CheckReturnValue
public final class EncodingRules {
    private static final EncodingRules DEFAULTS = new EncodingRules(
            Optional.empty(), Task.AUTOMATIC, Missing.REFUSE, Unseen.ZEROS, Set.of(), Set.of(), List.of());

    private final Optional<String> target;
    private final Task task;
    private final Missing missing;
    private final Unseen unseen;
    private final Set<String> kept;
    private final Set<String> dropped;
    private final List<String> assumed;

    private EncodingRules(
            Optional<String> target,
            Task task,
            Missing missing,
            Unseen unseen,
            Set<String> kept,
            Set<String> dropped,
            List<String> assumed) {
        this.target = target;
        this.task = task;
        this.missing = missing;
        this.unseen = unseen;
        this.kept = kept;
        this.dropped = dropped;
        this.assumed = assumed;
    }

    public static EncodingRules defaults() {
        return DEFAULTS;
    }

    public EncodingRules target(String column) {
        return new EncodingRules(Optional.of(column), task, missing, unseen, kept, dropped, List.of());
    }

    public EncodingRules task(Task newTask) {
        return new EncodingRules(target, newTask, missing, unseen, kept, dropped, List.of());
    }

    public EncodingRules missing(Missing newMissing) {
        return new EncodingRules(target, task, newMissing, unseen, kept, dropped, assumed);
    }

    public EncodingRules unseen(Unseen newUnseen) {
        return new EncodingRules(target, task, missing, newUnseen, kept, dropped, assumed);
    }

    /** These columns become inputs even if they seem to number or name the rows. */
    public EncodingRules keep(String... columns) {
        return new EncodingRules(target, task, missing, unseen, Set.of(columns), dropped, assumed);
    }

    /** These columns do not become inputs. */
    public EncodingRules drop(String... columns) {
        return new EncodingRules(target, task, missing, unseen, kept, Set.of(columns), assumed);
    }

    /** These columns do not become inputs either. */
    public EncodingRules alsoDrop(String... columns) {
        Set<String> all = new HashSet<>(dropped);
        all.addAll(List.of(columns));
        return new EncodingRules(target, task, missing, unseen, kept, Set.copyOf(all), assumed);
    }

    /**
     * The same with a named target and a task, as they are chosen for this table: so that the encoding of a part of its rows,
     * fitted by these rules, predicts what one of the whole table would. What was assumed stands in the encoding's notes.
     *
     * @throws dev.evenkeel.EvenkeelException if the table lacks the target column
     */
    public EncodingRules settled(Table table) {
        TargetChoice choice = TargetChoice.of(table, this);
        TargetColumn.requireValues(table, choice.column());
        List<String> notes = new ArrayList<>(assumed);
        if (target.isEmpty()) {
            notes.add("Column '" + choice.column().name() + "' is taken as the target");
        }
        notes.addAll(choice.notes());
        return new EncodingRules(
                Optional.of(choice.column().name()),
                choice.task(),
                missing,
                unseen,
                kept,
                dropped,
                notes.stream().distinct().toList());
    }

    /** What was assumed where the rules left something open. */
    List<String> assumed() {
        return assumed;
    }

    /**
     * A number per row, equal for rows of the same class, to hold out rows class by class; all 0 where the target is a
     * number.
     *
     * @throws dev.evenkeel.EvenkeelException if the table lacks the target column
     */
    public int[] strata(Table table) {
        TargetChoice choice = TargetChoice.of(table, this);
        Column column = choice.column();
        int[] strata = new int[table.rows()];
        if (choice.task() == Task.CLASSIFICATION) {
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

    Set<String> kept() {
        return kept;
    }

    Set<String> dropped() {
        return dropped;
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
