package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.cell.Blanks;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableFormat;
import java.util.List;
import java.util.Map;

/** One row, given as texts, as a table. */
final class RowTable {
    private RowTable() {}

    static Table of(Map<String, String> row, List<Feature> features, TableFormat format) {
        return new Table(
                "row",
                features.stream().map(feature -> column(feature, row, format)).toList(),
                new int[] {1});
    }

    private static Column column(Feature feature, Map<String, String> row, TableFormat format) {
        String column = feature.column();
        String value = Blanks.stripped(row.getOrDefault(column, ""));
        MissingWords missing = format.settings().missing();
        if (!(feature instanceof Feature.Numeric)) {
            return missing.amongTexts(value, false)
                    ? new Column.Categories(column, List.of(), new int[] {-1}, Column.Origin.OBSERVED)
                    : new Column.Categories(column, List.of(value), new int[] {0}, Column.Origin.OBSERVED);
        }
        NumberForm form = format.settings().numbers().getOrDefault(column, NumberForm.PLAIN);
        double number = missing.amongNumbers(value, false) ? Double.NaN : form.parse(value);
        if (Double.isNaN(number) && !missing.amongNumbers(value, false)) {
            throw new EvenkeelException(
                    "row: column '" + column + "' has '" + value + "', but it needs a finite decimal number");
        }
        return new Column.Numbers(column, new double[] {number});
    }
}
