package dev.evenkeel.cli.prediction;

import dev.evenkeel.cli.display.JsonAnswer;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which rows of a table do not count in what was measured, and why: for people and for programs. */
public record LeftOutRows(List<RowProblem> problems) {
    /** The rows one by one as long as they are few. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        problems.stream()
                .limit(UnansweredRows.MAX_TOLD)
                .forEach(problem -> lines.add(problem + "; the row is left out"));
        if (problems.size() > UnansweredRows.MAX_TOLD) {
            lines.add(String.format(Locale.ROOT, "and so %,d more rows", problems.size() - UnansweredRows.MAX_TOLD));
        }
        return lines;
    }

    public JsonObject with(JsonObject json) {
        List<JsonValue> listed = new ArrayList<>();
        problems.stream().limit(UnansweredRows.MAX_LISTED).forEach(problem -> listed.add(UnansweredRows.json(problem)));
        return json.with("skipped", problems.size()).with("problems", JsonAnswer.array(listed));
    }
}
