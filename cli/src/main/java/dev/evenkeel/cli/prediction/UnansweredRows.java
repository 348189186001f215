package dev.evenkeel.cli.prediction;

import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which rows have no prediction, and why: for people and for programs. */
public final class UnansweredRows {
    static final int MAX_TOLD = 10;
    static final int MAX_LISTED = 1000;

    private final Rows rows;
    private final List<RowProblem> problems;
    private final List<Integer> notFinite;

    private final List<RowProblem> left;

    public UnansweredRows(Rows rows, PredictedRows predicted) {
        this(rows, predicted, List.of());
    }

    /** @param left rows that were left out before, which were told already */
    public UnansweredRows(Rows rows, PredictedRows predicted, List<RowProblem> left) {
        this.rows = rows;
        this.left = left;
        this.problems = rows.problems();
        this.notFinite = predicted.notFinite();
    }

    /** The rows one by one as long as they are few, and what can be done. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        problems.stream().limit(MAX_TOLD).forEach(problem -> lines.add(named(problem) + "; it has no prediction"));
        if (problems.size() > MAX_TOLD) {
            lines.add(String.format(Locale.ROOT, "and so %,d more rows", problems.size() - MAX_TOLD));
        }
        notFinite.stream().limit(MAX_TOLD).forEach(row -> lines.add(named(row)));
        if (notFinite.size() > MAX_TOLD) {
            lines.add(String.format(Locale.ROOT, "and so %,d more rows", notFinite.size() - MAX_TOLD));
        }
        return lines;
    }

    /** What every answer of the command tells of them. */
    public JsonObject with(JsonObject json) {
        List<JsonValue> listed = new ArrayList<>();
        problems.stream()
                .limit(MAX_LISTED)
                .forEach(problem -> listed.add(json(problem).with("row", problem.row() + 1)));
        left.stream().limit(MAX_LISTED - listed.size()).forEach(problem -> listed.add(json(problem)));
        notFinite.stream()
                .limit(MAX_LISTED - listed.size())
                .forEach(row -> listed.add(JsonObject.of()
                        .with("row", row + 1)
                        .with("place", rows.place(row))
                        .with("reason", notFinite(row))));
        return json.with("skipped", problems.size() + left.size())
                .with("notFinite", notFinite.size())
                .with("problems", JsonAnswer.array(listed));
    }

    static JsonObject json(RowProblem problem) {
        return JsonObject.of()
                .with("place", problem.place())
                .with("column", text(problem.column()))
                .with("value", text(problem.value()))
                .with("reason", problem.reason());
    }

    private static JsonValue text(Optional<String> text) {
        return text.<JsonValue>map(JsonValue::of).orElse(JsonNull.NULL);
    }

    private static String named(RowProblem problem) {
        return problem.place() + " (row " + (problem.row() + 1) + "): " + problem.reason();
    }

    private String named(int row) {
        return rows.place(row) + " (row " + (row + 1) + "): " + notFinite(row);
    }

    /** The value that is largest by far is the likely cause. */
    private String notFinite(int row) {
        float[] inputs = new float[rows.width()];
        rows.read(row, 1, inputs);
        int largest = 0;
        for (int input = 1; input < inputs.length; input++) {
            largest = Math.abs(inputs[input]) > Math.abs(inputs[largest]) ? input : largest;
        }
        return "the prediction is not finite, so it has no label or value; its largest input is "
                + rows.inputName(largest) + ", " + inputs[largest];
    }
}
