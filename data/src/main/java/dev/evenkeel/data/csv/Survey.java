package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.number.DecimalMark;
import dev.evenkeel.data.csv.number.FormChoice;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.WrittenText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a CSV text is written, as its first lines say.
 *
 * @param names of the columns
 * @param unnamed which columns the first line gives no name
 * @param plans how to read each column at first
 * @param decimal the mark before fractions that the columns speak for
 * @param dataFrom the place where the data begin
 * @param dataLine the line of the file where they begin
 * @param notes what people should know about it
 */
record Survey(
        Separator separator,
        List<String> names,
        List<Integer> unnamed,
        List<ColumnPlan> plans,
        DecimalMark decimal,
        int dataFrom,
        int dataLine,
        List<String> notes) {

    /** How to read a column. */
    sealed interface ColumnPlan {
        /** As numbers. {@code isOpen} tells that its points may stand between thousands. */
        record AsNumbers(NumberForm form, boolean isOpen, Optional<String> example) implements ColumnPlan {}

        /** As texts. */
        record AsTexts() implements ColumnPlan {}
    }

    static Survey of(String file, Sample sample, CsvSettings settings) {
        return new Surveyor(file, sample, settings).survey();
    }

    /** The texts of a column in some records. */
    static List<WrittenText> texts(List<Sample.Line> records, int column) {
        Map<Sample.Field, int[]> counts = new LinkedHashMap<>();
        for (int row = 0; row < records.size(); row++) {
            if (column < records.get(row).size()) {
                int first = row;
                counts.computeIfAbsent(records.get(row).fields().get(column), added -> new int[] {0, first})[0]++;
            }
        }
        List<WrittenText> texts = new ArrayList<>();
        counts.forEach(
                (field, count) -> texts.add(new WrittenText(field.text(), field.isQuoted(), count[0], count[1])));
        return texts;
    }

    /** Makes one survey. */
    private static final class Surveyor {
        private static final int ALL = Integer.MAX_VALUE;
        private static final String UNUSUAL = "~^:!#&*/@%$=+<>";
        private static final double MAX = 0.8;

        private final String file;
        private final Sample sample;
        private final CsvSettings settings;
        private final List<String> notes = new ArrayList<>();

        Surveyor(String file, Sample sample, CsvSettings settings) {
            this.file = file;
            this.sample = sample;
            this.settings = settings;
        }

        Survey survey() {
            char named = sample.namedSeparator();
            Separator separator = settings.separator()
                    .orElseGet(() -> named == 0 ? SeparatorChoice.of(sample) : new Separator(named));
            List<Sample.Line> records = records(separator);
            int from = 0;
            int line = 1;
            if (named != 0) {
                from = records.get(0).end();
                line = records.get(0).nextLine();
                records = records.subList(1, records.size());
                requireRecords(records);
            }
            List<String> names = names(records);
            requireUnicode(names);
            requireSeparator(names, records);
            boolean isAbsent = settings.header() == CsvSettings.Header.ABSENT;
            List<Sample.Line> data = isAbsent ? records : records.subList(1, records.size());
            List<String> numbered = new ArrayList<>();
            List<Integer> unnamed = new ArrayList<>();
            for (int column = 0; column < names.size(); column++) {
                boolean isUnnamed = names.get(column).isEmpty();
                numbered.add(isUnnamed ? "column " + (column + 1) : names.get(column));
                if (isUnnamed && !isAbsent) {
                    unnamed.add(column);
                }
            }
            data = withoutUnits(numbered, data);
            List<ColumnPlan> plans = plans(numbered, data);
            int skipped = records.size() - data.size();
            if (skipped > 0) {
                from = records.get(skipped - 1).end();
                line = records.get(skipped - 1).nextLine();
            }
            return new Survey(separator, numbered, unnamed, plans, decimal(numbered, data), from, line, notes);
        }

        private List<Sample.Line> records(Separator separator) {
            try {
                List<Sample.Line> records = sample.records(separator, 0, 1, ALL);
                requireRecords(records);
                return records;
            } catch (FieldCursor.Malformed malformed) {
                throw new EvenkeelException(file + " line " + malformed.line() + " " + malformed.what());
            }
        }

        private void requireUnicode(List<String> names) {
            names.stream()
                    .filter(name -> name.indexOf('\uFFFD') >= 0)
                    .findFirst()
                    .ifPresent(name -> {
                        throw new EvenkeelException(
                                file + ": the name of column '" + name
                                        + "' is not UTF-8; it may be Latin-1 (ISO 8859-1, Windows-1252): save the file in UTF-8");
                    });
        }

        /** A mark that every line has equally often separates something, if nothing else does. */
        private void requireSeparator(List<String> names, List<Sample.Line> records) {
            if (names.size() > 1 || settings.separator().isPresent() || records.size() < 3) {
                return;
            }
            String first = records.get(0).text(0);
            first.chars()
                    .filter(mark -> UNUSUAL.indexOf(mark) >= 0)
                    .filter(mark ->
                            records.stream().allMatch(other -> count(other.text(0), mark) == count(first, mark)))
                    .findFirst()
                    .ifPresent(mark -> {
                        throw new EvenkeelException(file + " seems to have one column, '" + first
                                + "', but each of its lines has '" + (char) mark
                                + "': say --separator '" + (char) mark + "' if that separates values");
                    });
        }

        private static long count(String text, int mark) {
            return text.chars().filter(character -> character == mark).count();
        }

        private void requireRecords(List<Sample.Line> records) {
            if (records.isEmpty()) {
                throw new EvenkeelException(file + " is empty: a header with the names of the columns is needed");
            }
        }

        private List<String> names(List<Sample.Line> records) {
            Sample.Line first = records.get(0);
            if (settings.header() == CsvSettings.Header.ABSENT) {
                return IntStream.range(0, withoutEnd(first, records))
                        .mapToObj(column -> "")
                        .toList();
            }
            int usual = usual(records);
            if (records.size() > 2 && usual > first.size() + 1 && first.size() == 1) {
                throw new EvenkeelException(file + " line " + first.line() + " ('" + first.text(0)
                        + "') has 1 value, but most lines below have " + usual
                        + ": remove what stands above the names of the columns");
            }
            List<String> names = settings.header() == CsvSettings.Header.PRESENT
                    ? first.fields().stream().map(Sample.Field::text).toList()
                    : HeaderCheck.names(file, records);
            names = names.subList(0, withoutEnd(first, records));
            boolean namesRows = records.size() > 1
                    && records.subList(1, records.size()).stream()
                            .allMatch(found -> found.size() == first.size() + 1
                                    && !found.text(first.size()).isEmpty());
            if (namesRows) {
                List<String> shifted = new ArrayList<>(names);
                shifted.add(0, "");
                notes.add("The first line has one name fewer than the others have values: the first value of each "
                        + "line is taken as the name of its row ('column 1')");
                return shifted;
            }
            return names;
        }

        /** The columns of the first line without one that has neither a name nor a value. */
        private static int withoutEnd(Sample.Line first, List<Sample.Line> records) {
            int last = first.size() - 1;
            boolean isEmpty = last > 0
                    && records.stream().allMatch(found -> found.text(last).isEmpty() && found.size() <= last + 1);
            return isEmpty ? last : last + 1;
        }

        private static int usual(List<Sample.Line> records) {
            Map<Integer, Integer> counts = new HashMap<>();
            for (Sample.Line found : records.subList(1, records.size())) {
                counts.merge(found.size(), 1, Integer::sum);
            }
            int usual = SeparatorChoice.usual(counts);
            return counts.getOrDefault(usual, 0) >= MAX * (records.size() - 1) ? usual : 0;
        }

        private List<Sample.Line> withoutUnits(List<String> names, List<Sample.Line> data) {
            if (data.size() < 3 || settings.header() == CsvSettings.Header.ABSENT) {
                return data;
            }
            List<Sample.Line> below = data.subList(1, data.size());
            List<ColumnPlan> plans = plans(names, below);
            boolean[] isNumeric = new boolean[plans.size()];
            for (int column = 0; column < isNumeric.length; column++) {
                isNumeric[column] = plans.get(column) instanceof ColumnPlan.AsNumbers && hasValue(below, column);
            }
            if (!HeaderCheck.isUnits(data, isNumeric, settings.missing())) {
                return data;
            }
            Sample.Line units = data.get(0);
            notes.add("Line " + units.line() + " is left out: '"
                    + String.join(
                            ",", units.fields().stream().map(Sample.Field::text).toList())
                    + "' has no number where the lines below have numbers, as a line of units");
            return below;
        }

        private boolean hasValue(List<Sample.Line> data, int column) {
            return data.stream().anyMatch(found -> !settings.missing().amongNumbers(found.text(column), false));
        }

        private List<ColumnPlan> plans(List<String> names, List<Sample.Line> data) {
            DecimalMark decimal = decimal(names, data);
            List<ColumnPlan> plans = new ArrayList<>();
            for (int column = 0; column < names.size(); column++) {
                plans.add(plan(names.get(column), texts(data, column), decimal));
            }
            return plans;
        }

        /** What the columns that are sure speak for. */
        private DecimalMark decimal(List<String> names, List<Sample.Line> data) {
            if (settings.decimal() != DecimalMark.AUTOMATIC) {
                return settings.decimal();
            }
            boolean hasPoint = false;
            boolean hasComma = false;
            for (int column = 0; column < names.size(); column++) {
                if (!settings.texts().contains(names.get(column))) {
                    List<WrittenText> known = known(texts(data, column));
                    FormChoice choice = FormChoice.of(known, DecimalMark.AUTOMATIC);
                    boolean isSure = choice.certainty() == FormChoice.Certainty.CERTAIN
                            && choice.numbers() * 10L >= 9L * ColumnVerdict.weight(known);
                    hasPoint |= isSure && choice.form().decimal() == '.';
                    hasComma |= isSure && choice.form().decimal() == ',';
                }
            }
            if (hasPoint == hasComma) {
                return DecimalMark.AUTOMATIC;
            }
            return hasPoint ? DecimalMark.POINT_ELSEWHERE : DecimalMark.COMMA_ELSEWHERE;
        }

        private List<WrittenText> known(List<WrittenText> texts) {
            return texts.stream()
                    .filter(text -> !settings.missing().amongNumbers(text.text(), text.isQuoted()))
                    .toList();
        }

        private ColumnPlan plan(String name, List<WrittenText> texts, DecimalMark decimal) {
            if (settings.texts().contains(name)) {
                return new ColumnPlan.AsTexts();
            }
            List<WrittenText> known = known(texts);
            FormChoice choice = FormChoice.of(known, decimal);
            Optional<NumberForm> learnt = Optional.ofNullable(settings.numbers().get(name));
            if (learnt.isPresent()) {
                return learnt(learnt.get(), choice, known);
            }
            boolean isSure = choice.certainty() != FormChoice.Certainty.COMMA_IS_OPEN
                    && choice.numbers() == ColumnVerdict.weight(known);
            return isSure
                    ? new ColumnPlan.AsNumbers(
                            choice.form(),
                            choice.certainty() == FormChoice.Certainty.POINT_IS_OPEN,
                            ColumnVerdict.example(choice.form(), known))
                    : new ColumnPlan.AsTexts();
        }

        /** The marks that the column has here, if they are sure, around them what was learnt. */
        private static ColumnPlan learnt(NumberForm form, FormChoice choice, List<WrittenText> known) {
            boolean isSure = choice.certainty() == FormChoice.Certainty.CERTAIN
                    && choice.numbers() * 10L >= 9L * ColumnVerdict.weight(known);
            NumberForm here = isSure
                    ? new NumberForm(choice.form().decimal(), choice.form().group(), form.prefix(), form.suffix())
                    : form;
            return new ColumnPlan.AsNumbers(here, false, Optional.empty());
        }
    }
}
