package dev.evenkeel.data.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds columns that number the rows rather than describe them: whole numbers without a gap in the order of the file, in
 * a column without a name or one called {@code id}, {@code index} or the like; or, in a column called {@code id}, whole
 * numbers that are all different.
 */
final class RowKeys {
    private static final int MIN_ROWS = 10;
    private static final int MIN_TO_NOTE = 30;
    private static final Set<String> NAMES = Set.of(
            "id",
            "index",
            "idx",
            "no",
            "nr",
            "no.",
            "nr.",
            "#",
            "key",
            "row",
            "rowid",
            "rownames",
            "rownum",
            "rownumber",
            "number",
            "num",
            "record",
            "recordid",
            "recordnumber",
            "case",
            "caseid",
            "obs",
            "observation",
            "instance",
            "instanceid",
            "sample",
            "sampleid",
            "uid",
            "serial",
            "serialno",
            "sno",
            "srno",
            "lfdnr");
    private static final Set<String> IDENTIFIERS =
            Set.of("id", "idx", "key", "rowid", "recordid", "caseid", "instanceid", "sampleid", "uid");

    private RowKeys() {}

    /** For each such column, why it is one; nothing of a column that counts the rows under another name. */
    static Map<String, String> of(List<Column> columns, Set<String> unnamed) {
        Map<String, String> keys = new HashMap<>();
        for (Column column : columns) {
            if (column instanceof Column.Numbers numbers && column.size() >= MIN_ROWS) {
                String plain = column.name().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
                boolean isUnnamed = unnamed.contains(column.name()) || plain.startsWith("unnamed:");
                boolean isNamed = isUnnamed || NAMES.contains(plain);
                if (isNamed && counts(numbers)) {
                    keys.put(column.name(), "it numbers the rows");
                } else if (IDENTIFIERS.contains(plain) && isDistinct(numbers)) {
                    keys.put(column.name(), "its whole numbers are all different, as those of a key are");
                } else if (column.size() >= MIN_TO_NOTE && counts(numbers)) {
                    keys.put(column.name(), "");
                }
            }
        }
        return keys;
    }

    /** Whether numbers go up by one from row to row. */
    static boolean counts(Column.Numbers values) {
        for (int row = 1; row < values.size(); row++) {
            if (values.value(row) != values.value(row - 1) + 1) {
                return false;
            }
        }
        return values.value(0) == Math.rint(values.value(0));
    }

    private static boolean isDistinct(Column.Numbers values) {
        double[] sorted = values.values();
        Arrays.sort(sorted);
        for (int index = 0; index < sorted.length; index++) {
            if (sorted[index] != Math.rint(sorted[index]) || index > 0 && sorted[index] == sorted[index - 1]) {
                return false;
            }
        }
        return true;
    }
}
