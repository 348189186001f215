package dev.evenkeel.data.table;

import java.util.List;
import java.util.Map;

/** One row, given as texts, as a table. */
final class RowTable {
    private RowTable() {}

    static Table of(Map<String, String> row, List<Feature> features) {
        return new Table(
                "row", features.stream().map(feature -> column(feature, row)).toList(), new int[] {1});
    }

    private static Column column(Feature feature, Map<String, String> row) {
        ColumnBuilder builder = new ColumnBuilder(
                feature.column(),
                feature instanceof Feature.Numeric ? new ColumnType.Numeric() : new ColumnType.Text());
        String value = row.getOrDefault(feature.column(), "").strip();
        if (CsvTable.isMissing(value)) {
            builder.addMissing();
        } else {
            builder.add(value, () -> "row");
        }
        return builder.build("row");
    }
}
