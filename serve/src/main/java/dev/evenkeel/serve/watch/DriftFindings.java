package dev.evenkeel.serve.watch;

import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.drift.DriftReport;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found of a model.
 *
 * @param columns of a table; none of others
 */
record DriftFindings(DriftReport layers, List<TableDrift.Column> columns) {
    /** Columns of a model that are told of; those that drift come first, then the furthest shifted. */
    static final int MAX_COLUMNS = 100;

    private static final Comparator<TableDrift.Column> ORDER = Comparator.comparing(
                    (TableDrift.Column column) -> column.verdict() != Verdict.DRIFTING)
            .thenComparing(Comparator.comparingDouble((TableDrift.Column column) ->
                            Math.abs(column.shift().orElse(0)))
                    .reversed());

    static Map<Served, DriftFindings> of(DriftSource source) {
        Map<Served, DriftFindings> findings = new HashMap<>();
        source.drift()
                .forEach((served, report) -> findings.put(served, new DriftFindings(report, source.columns(served))));
        return findings;
    }

    Verdict verdict() {
        return TableDrift.verdict(layers, columns);
    }

    List<TableDrift.Column> told() {
        return columns.stream().sorted(ORDER).limit(MAX_COLUMNS).toList();
    }

    JsonObject toJson() {
        JsonObject json = layers.toJson().with("verdict", verdict().word());
        return columns.isEmpty()
                ? json
                : json.with("columnCount", columns.size())
                        .with("columns", JsonArray.of(told(), TableDrift.Column::toJson));
    }
}
