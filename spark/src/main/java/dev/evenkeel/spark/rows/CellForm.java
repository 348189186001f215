package dev.evenkeel.spark.rows;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.ColumnType;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.GivenColumns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.VarcharType;

/** As what a table's encoding meets the cells of a column; null is missing in each. */
public enum CellForm {
    /** A number: whole, decimal, fraction or, as 1 and 0, a truth value. */
    NUMBER,
    /** A category, or a number, as it is written: numbers by their shortest decimal, dates as {@code 2026-05-17}. */
    TEXT,
    /** The categories 1 and 0 for a truth value. */
    TRUTH_AS_NUMBER;

    private static final float MAX_WHOLE = 1e15f;

    /** Whether a type holds numbers. */
    public static boolean isNumber(DataType type) {
        return type instanceof NumericType;
    }

    private static boolean isText(DataType type) {
        return type instanceof StringType
                || type instanceof VarcharType
                || type instanceof CharType
                || type instanceof DateType;
    }

    /**
     * For a column to learn from.
     *
     * @throws EvenkeelException if the type is none of a table's
     */
    public static CellForm toLearn(String column, DataType type, boolean asCategory, String who) {
        requireCell(column, type, who);
        return isNumber(type) && !asCategory ? NUMBER : TEXT;
    }

    /**
     * For a column that was learnt.
     *
     * @param types of the encoding's columns
     * @param inputs the names of the encoding's inputs
     * @throws EvenkeelException if the type cannot hold what was learnt
     */
    static CellForm learnt(
            String column, DataType type, Map<String, ColumnType> types, List<String> inputs, String who) {
        requireCell(column, type, who);
        boolean numeric = types.get(column) instanceof ColumnType.Numeric;
        if (numeric && type instanceof DateType) {
            throw new EvenkeelException(who + " learnt column '" + column + "' as numbers, but it is " + type.sql());
        }
        if (type instanceof BooleanType && !numeric) {
            boolean named = inputs.stream()
                    .anyMatch(input ->
                            input.equalsIgnoreCase(column + "=true") || input.equalsIgnoreCase(column + "=false"));
            return named ? TEXT : TRUTH_AS_NUMBER;
        }
        return numeric && !isText(type) ? NUMBER : TEXT;
    }

    private static void requireCell(String column, DataType type, String who) {
        if (!isNumber(type) && !isText(type) && !(type instanceof BooleanType)) {
            String kind = type.typeName();
            throw new EvenkeelException(who + " cannot read column '" + column + "', which is " + type.sql()
                    + (kind.startsWith("timestamp")
                            ? ": make numbers of it, as by unix_timestamp or hour, or a category, as by date_format"
                            : ": columns of a table hold numbers, texts, truth values or dates. Take what is in it apart, "
                                    + "or leave it out"));
        }
    }

    /** The cells of a column of some rows. */
    public GivenColumns.Values values(List<Row> rows, int place) {
        if (this == NUMBER) {
            double[] numbers = new double[rows.size()];
            for (int row = 0; row < numbers.length; row++) {
                numbers[row] = number(rows.get(row), place);
            }
            return new GivenColumns.Numbers(numbers);
        }
        List<String> texts = new ArrayList<>(rows.size());
        for (Row row : rows) {
            texts.add(text(row, place));
        }
        return new GivenColumns.Texts(texts);
    }

    /** The number in a cell; not a number where it is null. */
    public static double number(Row row, int place) {
        if (row.isNullAt(place)) {
            return Double.NaN;
        }
        Object value = row.get(place);
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        return ((Number) value).doubleValue();
    }

    /** What a cell says; empty where it is missing. */
    public String text(Row row, int place) {
        if (row.isNullAt(place)) {
            return "";
        }
        Object value = row.get(place);
        if (value instanceof Boolean truth) {
            return this == TRUTH_AS_NUMBER ? truth ? "1" : "0" : truth.toString();
        }
        if (value instanceof Float number) {
            return text(number);
        }
        if (value instanceof Double number) {
            return Double.isNaN(number) ? "" : Decimal.text(number);
        }
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }

    private static String text(float value) {
        if (Float.isNaN(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < MAX_WHOLE
                ? Long.toString((long) value)
                : Float.toString(value);
    }
}
