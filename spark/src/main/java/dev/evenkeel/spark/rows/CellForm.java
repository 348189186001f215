package dev.evenkeel.spark.rows;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.GivenColumns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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
    private static final Pattern DATE = Pattern.compile("\\d{4,}-\\d{2}-\\d{2}");

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
     * For a column that was learnt as numbers.
     *
     * @throws EvenkeelException if the type cannot hold them
     */
    static CellForm learntAsNumbers(String column, DataType type, String who) {
        requireCell(column, type, who);
        if (type instanceof DateType) {
            throw new EvenkeelException(who + " learnt column '" + column + "' as numbers, but it is " + type.sql());
        }
        return isText(type) ? TEXT : NUMBER;
    }

    /**
     * For a column that was learnt as categories.
     *
     * @param categories some of them; none if they are not known
     * @throws EvenkeelException if no value of the type can be one of them: all would count as a category that was not learnt
     */
    static CellForm learntAsCategories(String column, DataType type, List<String> categories, String who) {
        requireCell(column, type, who);
        boolean truths = categories.stream()
                .anyMatch(category -> category.equalsIgnoreCase("true") || category.equalsIgnoreCase("false"));
        boolean numbers = categories.stream().anyMatch(CellForm::isNumber);
        boolean fits = categories.isEmpty()
                || (type instanceof BooleanType
                        ? truths || numbers
                        : isNumber(type)
                                ? numbers
                                : !(type instanceof DateType)
                                        || categories.stream().anyMatch(DATE.asMatchPredicate()));
        if (!fits) {
            throw new EvenkeelException(who + " learnt column '" + column + "' as "
                    + (truths ? "truth values" : "categories such as '" + categories.get(0) + "'") + ", but it is "
                    + type.sql()
                    + (truths
                            ? ": make them so, as by CAST(" + column + " AS BOOLEAN)"
                            : ", of which no value is one of them. Give the column that was learnt from"));
        }
        return type instanceof BooleanType && !truths ? TRUTH_AS_NUMBER : TEXT;
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException word) {
            return false;
        }
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
