package dev.evenkeel.cli.prediction;

import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which rows of a table, sequences or files do not count in what was measured, and why: for people and for programs.
 *
 * @param unit what one is, as {@code row}
 */
public record LeftOutRows(List<RowProblem> problems, String unit) {
    public LeftOutRows(List<RowProblem> problems) {
        this(problems, "row");
    }

    /** The rows one by one as long as they are few. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        problems.stream()
                .limit(UnansweredRows.MAX_TOLD)
                .forEach(problem -> lines.add(problem + "; the " + unit + " is left out"));
        if (problems.size() > UnansweredRows.MAX_TOLD) {
            lines.add(
                    String.format(Locale.ROOT, "and so %,d more %ss", problems.size() - UnansweredRows.MAX_TOLD, unit));
        }
        return lines;
    }

    public JsonObject with(JsonObject json) {
        List<JsonValue> listed = new ArrayList<>();
        problems.stream().limit(UnansweredRows.MAX_LISTED).forEach(problem -> listed.add(UnansweredRows.json(problem)));
        return json.with("skipped", problems.size()).with("problems", JsonAnswer.array(listed));
    }
}
