package dev.evenkeel.data.table.encoding;

import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.ColumnBuilder;
import dev.evenkeel.data.table.Decimal;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.layer.core.InputStandardization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Fits an encoding on training rows. */
final class EncodingFit {
    private static final int FEW = 10;

    /** How many columns of one value each are told of one by one. */
    static final int MAX_SINGLY = 3;

    private final Table training;
    private final EncodingRules rules;
    private final List<String> notes = new ArrayList<>();
    private final List<String> constant = new ArrayList<>();
    private final List<String> constantNotes = new ArrayList<>();

    EncodingFit(Table training, EncodingRules rules) {
        this.training = training;
        this.rules = rules.settled(training);
    }

    TableEncoding encoding() {
        TargetColumn target = TargetColumn.of(training, rules);
        notes.addAll(training.notes());
        notes.addAll(rules.assumed());
        List<Feature> features = new ArrayList<>();
        for (Column column : training.columns()) {
            if (!column.name().equals(target.name())) {
                addFeature(column, features);
            }
        }
        if (constant.size() > MAX_SINGLY) {
            notes.add(constant.size() + " columns tell nothing, since each is the same in every row: "
                    + ColumnBuilder.shown(constant) + ". They are held at that, whatever later rows say");
        } else {
            notes.addAll(constantNotes);
        }
        noteLookAlikes(features, target);
        TableEncoding encoding = new TableEncoding(features, target, rules.missing(), rules.unseen(), notes);
        encoding.encode(training);
        return encoding.with(LearntFormat.of(training, encoding));
    }

    private void addFeature(Column column, List<Feature> features) {
        int missing = (int)
                IntStream.range(0, column.size()).filter(column::isMissing).count();
        Optional<String> key = training.key(column.name());
        if (rules.dropped().contains(column.name())) {
            return;
        }
        if (missing == column.size()) {
            notes.add("Column '" + column.name() + "' is left out: it has no value");
        } else if (key.isPresent() && !rules.kept().contains(column.name())) {
            notes.add("Column '" + column.name() + "' is left out: " + key.get() + ". --keep-columns '" + column.name()
                    + "' takes it as an input");
        } else if (isKey(column) && !rules.kept().contains(column.name())) {
            notes.add("Column '" + column.name() + "' is left out: its "
                    + ((Column.Categories) column).seen().size() + " different texts in " + column.size()
                    + " rows tell rows apart rather than describe them"
                    + DateTexts.hint(((Column.Categories) column).categories()));
        } else {
            Feature feature = feature(column);
            features.add(feature);
            noteConstant(column, feature);
            noteCounting(column);
            if (missing > 0 && rules.missing() == Missing.IMPUTE) {
                notes.add("Column '" + column.name() + "': " + missing + " missing values become " + filled(feature)
                        + word(column));
            }
        }
    }

    /** Whether values differ by no more than the last digits of a float. */
    private static boolean isConstant(Column.Numbers numbers) {
        DoubleSummaryStatistics values = numbers.known().summaryStatistics();
        double largest = Math.max(Math.abs(values.getMin()), Math.abs(values.getMax()));
        return InputStandardization.isConstant(largest, values.getMax() - values.getMin());
    }

    private void noteConstant(Column column, Feature feature) {
        if (feature instanceof Feature.Numeric number && number.held().isPresent()) {
            constant.add(column.name());
            DoubleSummaryStatistics values = ((Column.Numbers) column).known().summaryStatistics();
            String held = Decimal.text(number.held().getAsDouble());
            constantNotes.add("Column '" + column.name() + "' tells nothing: it is "
                    + (values.getMin() == values.getMax()
                            ? held + " in every row"
                                    + TargetChoice.beyondDigits(number.held().getAsDouble())
                            : "between " + Decimal.text(values.getMin()) + " and " + Decimal.text(values.getMax())
                                    + ", too close together to learn from")
                    + ". It is held at " + held + ", whatever later rows say");
        } else if (feature instanceof Feature.Category category
                && category.categories().size() == 1) {
            notes.add("Column '" + column.name() + "' tells nothing: it is '"
                    + category.categories().get(0) + "' in every row");
        }
    }

    private void noteLookAlikes(List<Feature> features, TargetColumn target) {
        LookAlikes.note("Target '" + target.name() + "'", target.labels()).ifPresent(notes::add);
        for (Feature feature : features) {
            if (feature instanceof Feature.Category category) {
                LookAlikes.note("Column '" + category.column() + "'", category.categories())
                        .ifPresent(notes::add);
            }
        }
    }

    /** A column that counts the rows, by whatever name, may tell more than people mean it to. */
    private void noteCounting(Column column) {
        if (training.countsRows(column.name()) && !rules.kept().contains(column.name())) {
            notes.add("Column '" + column.name() + "' goes up by one from row to row. If it only numbers them, "
                    + "--drop-columns '" + column.name() + "' leaves it out");
        }
    }

    private static boolean isKey(Column column) {
        if (!(column instanceof Column.Categories categories) || categories.origin() == Column.Origin.DECLARED) {
            return false;
        }
        int seen = categories.seen().size();
        return seen > FEW && seen > column.size() / 2;
    }

    private Feature feature(Column column) {
        if (column instanceof Column.Numbers numbers) {
            return new Feature.Numeric(
                    column.name(),
                    OptionalDouble.of(median(numbers)),
                    isConstant(numbers) ? OptionalDouble.of(median(numbers)) : OptionalDouble.empty());
        }
        Column.Categories all = (Column.Categories) column;
        List<String> kept = all.origin() == Column.Origin.DECLARED ? all.categories() : all.seen();
        return new Feature.Category(column.name(), kept, OptionalInt.of(kept.indexOf(mostFrequent(all))));
    }

    private static String filled(Feature feature) {
        if (feature instanceof Feature.Numeric number) {
            return Decimal.text(number.fill().orElseThrow()) + ", the median";
        }
        Feature.Category category = (Feature.Category) feature;
        return "'" + category.categories().get(category.fill().orElseThrow()) + "', the most frequent";
    }

    /** That a word for a missing value may be a category, as the country NA, Namibia. */
    private String word(Column column) {
        return column instanceof Column.Categories
                ? IntStream.range(0, column.size())
                        .filter(column::isMissing)
                        .mapToObj(row -> training.written(column.name(), row))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .map(RowProblems::asValue)
                        .orElse("")
                : "";
    }

    private static double median(Column.Numbers numbers) {
        double[] sorted = numbers.values();
        Arrays.sort(sorted);
        int known = (int) numbers.known().count();
        int middle = known / 2;
        return known % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }

    private static String mostFrequent(Column.Categories column) {
        int[] counts = column.counts();
        int best = 0;
        for (int code = 1; code < counts.length; code++) {
            best = counts[code] > counts[best] ? code : best;
        }
        return column.categories().get(best);
    }
}
