package dev.evenkeel.serve.watch;

import dev.evenkeel.data.table.encoding.TableDrift;
import dev.evenkeel.drift.DriftReport.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Drift of tables column by column, of up to {@link DriftFindings#MAX_COLUMNS} columns of a model. */
final class ColumnGauges {
    private final MultiGauge drifting;
    private final MultiGauge shift;
    private final MultiGauge unseen;
    private final MultiGauge missing;

    ColumnGauges(MeterRegistry registry) {
        drifting = Watch.gauges(registry, "column.drifting", "1 if a column of a table drifts, else 0");
        shift = Watch.gauges(
                registry,
                "column.shift",
                "Shift of the mean of a column, or of the category that shifted most, in deviations");
        unseen = Watch.gauges(registry, "column.unseen", "Share of rows with a category that was not learnt");
        missing = Watch.gauges(registry, "column.missing", "Share of rows without a value");
    }

    void register(Map<Served, DriftFindings> found) {
        drifting.register(rows(found, column -> OptionalDouble.of(column.verdict() == Verdict.DRIFTING ? 1 : 0)), true);
        shift.register(rows(found, TableDrift.Column::shift), true);
        unseen.register(rows(found, TableDrift.Column::unseen), true);
        missing.register(rows(found, TableDrift.Column::missing), true);
    }

    private static List<MultiGauge.Row<?>> rows(
            Map<Served, DriftFindings> found, Function<TableDrift.Column, OptionalDouble> figure) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        found.forEach((model, findings) -> findings.told().forEach(column -> {
            Tags tags = Watch.tags(model).and("column", column.name());
            figure.apply(column).ifPresent(value -> rows.add(MultiGauge.Row.of(tags, value)));
        }));
        return rows;
    }
}
