package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.NumberText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the first line of a table names its columns or is a line of data. */
final class HeaderCheck {
    private HeaderCheck() {}

    /**
     * The names of the columns, empty where the line has none.
     *
     * @param records the first lines, that of the names among them
     * @throws EvenkeelException if the first line looks like data
     */
    static List<String> names(String file, List<Sample.Line> records) {
        Sample.Line first = records.get(0);
        List<String> names = first.fields().stream().map(Sample.Field::text).toList();
        int numbers = 0;
        boolean hasFraction = false;
        int repeated = 0;
        int named = 0;
        for (int column = 0; column < names.size(); column++) {
            String name = names.get(column);
            if (name.isEmpty()) {
                continue;
            }
            named++;
            if (isNumber(name)) {
                numbers++;
                hasFraction |= !name.chars().allMatch(Character::isDigit);
            } else if (isRepeated(records, column, name)) {
                repeated++;
            }
        }
        int texts = named - numbers;
        boolean isData = named > 0
                && (texts == 0
                        || numbers > 0 && (hasFraction || repeated == texts)
                        || numbers == 0 && repeated > 0 && repeated * 2 >= named);
        if (isData) {
            throw new EvenkeelException(file + " line " + first.line() + ", '" + shown(names)
                    + "', should name the columns, but "
                    + (numbers > 0
                            ? (numbers == 1 ? "1 of its values is a number" : numbers + " of its values are numbers")
                            : "its values are found again below")
                    + ", as in a line of data. Add a line of names; or say --no-header if it is data (the columns "
                    + "are then called 'column 1' and so on), --header if these are names");
        }
        return names;
    }

    private static String shown(List<String> names) {
        String all = String.join(",", names);
        return all.length() > 60 ? all.substring(0, 57) + "..." : all;
    }

    private static boolean isNumber(String text) {
        return !Double.isNaN(NumberForm.PLAIN.parse(text))
                || !Double.isNaN(new NumberForm(',', '.', "", "").parse(text));
    }

    private static boolean isRepeated(List<Sample.Line> records, int column, String name) {
        for (Sample.Line other : records.subList(1, records.size())) {
            if (other.text(column).equals(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the second line is one of units or descriptions: of the columns that are numbers below, it has a number in
     * none and a text in some; in the others its texts are found nowhere below.
     *
     * @param records the first lines without that of the names
     * @param isNumeric which columns are numbers from the second of {@code records} on
     */
    static boolean isUnits(List<Sample.Line> records, boolean[] isNumeric, MissingWords missing) {
        Sample.Line first = records.get(0);
        int units = 0;
        int novel = 0;
        int values = 0;
        boolean hasTexts = false;
        for (int column = 0; column < isNumeric.length; column++) {
            String text = first.text(column);
            hasTexts |= !isNumeric[column];
            boolean isMissing = missing.amongNumbers(text, false);
            if (isNumeric[column]) {
                if (NumberText.of(text).isPresent()) {
                    return false;
                }
                units += isMissing ? 0 : 1;
            } else if (!isMissing) {
                if (isRepeated(records, column, text)) {
                    return false;
                }
                values++;
                novel += isOfFew(records, column) ? 1 : 0;
            }
        }
        return units >= 2 || units == 1 && (novel > 0 || hasTexts && values == 0);
    }

    /** Whether a column's texts below the second line come again and again. */
    private static boolean isOfFew(List<Sample.Line> records, int column) {
        Set<String> distinct = new HashSet<>();
        for (Sample.Line other : records.subList(1, records.size())) {
            distinct.add(other.text(column));
        }
        return distinct.size() * 2 <= records.size() - 1;
    }
}
