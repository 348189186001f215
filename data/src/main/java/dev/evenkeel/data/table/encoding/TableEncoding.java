package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.table.ColumnType;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.TableReader;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * How the rows of a table become inputs {@code [features]} and a target, fitted on training rows alone and kept with the
 * model.
 *
 * <p>Numbers pass as they are: scaling them is the network's own first layer. A category becomes one input per category,
 * 1 in its own place (one-hot), in the order that the file declares, else sorted. Columns that cannot help are left out
 * with a note: text with more than 10 different values that are more than half as many as the rows, as names and keys
 * are, and columns without any value.
 */
public final class TableEncoding {
    private final List<Feature> features;
    private final TargetColumn target;
    private final Missing missing;
    private final Unseen unseen;
    private final List<String> notes;
    private final int width;
    private final TableFormat format;

    TableEncoding(List<Feature> features, TargetColumn target, Missing missing, Unseen unseen, List<String> notes) {
        this(features, target, missing, unseen, notes, TableFormat.automatic());
    }

    private TableEncoding(
            List<Feature> features,
            TargetColumn target,
            Missing missing,
            Unseen unseen,
            List<String> notes,
            TableFormat format) {
        this.format = format;
        this.features = List.copyOf(features);
        this.target = target;
        this.missing = missing;
        this.unseen = unseen;
        this.notes = List.copyOf(notes);
        Set<String> names = new HashSet<>(Set.of(target.name()));
        int inputs = 0;
        for (Feature feature : features) {
            if (!names.add(feature.column())) {
                throw new EvenkeelException("The encoding names column '" + feature.column() + "' twice");
            }
            inputs = Math.addExact(inputs, feature.width());
        }
        if (inputs == 0) {
            throw new EvenkeelException("No column is left to predict '" + target.name() + "' from");
        }
        this.width = inputs;
    }

    /**
     * Learns categories, classes and what stands in for missing values.
     *
     * @throws EvenkeelException if the target is missing or unfit, no column is left, or values are missing where that
     *     is refused
     */
    public static TableEncoding fit(Table training, EncodingRules rules) {
        return new EncodingFit(training, rules).encoding();
    }

    /** Reads what {@link #toJson()} wrote; not trusted. @throws EvenkeelException that says what is wrong */
    public static TableEncoding fromJson(JsonObject json) {
        return EncodingJson.read(json);
    }

    public JsonObject toJson() {
        return EncodingJson.write(this);
    }

    /** {@code [features]}. */
    public Shape inputShape() {
        return Shape.of(width);
    }

    public Target target() {
        return target.target();
    }

    /** The name of the column that is predicted; empty if there is none. */
    public String targetName() {
        return target.name();
    }

    /** What is predicted of the target: its class or its value. */
    public Task task() {
        return target.isClass() ? Task.CLASSIFICATION : Task.REGRESSION;
    }

    /** The name of each input, as {@code age} or {@code sex=F}. */
    public List<String> featureNames() {
        return features.stream().flatMap(Feature::names).toList();
    }

    /** Where the columns lie among the inputs, to review a model's test column by column. */
    public List<InputColumn> inputColumns() {
        List<InputColumn> columns = new ArrayList<>();
        int first = 0;
        for (Feature feature : features) {
            columns.add(new InputColumn(feature.column(), first, feature.width()));
            first += feature.width();
        }
        return List.copyOf(columns);
    }

    /** The columns that are read, in the order of their inputs. */
    public List<String> columns() {
        return features.stream().map(Feature::column).toList();
    }

    /** Whether it knows for each column what to put in where a value is missing; see {@link #missing}. */
    public boolean knowsFill() {
        return features.stream().allMatch(Feature::knowsFill);
    }

    /** What people should know about how it was fitted: columns left out, values imputed, a target that was assumed. */
    public List<String> notes() {
        return notes;
    }

    public Missing missing() {
        return missing;
    }

    public Unseen unseen() {
        return unseen;
    }

    /** The same for files that are written so. */
    TableEncoding with(TableFormat newFormat) {
        return new TableEncoding(features, target, missing, unseen, notes, newFormat);
    }

    /**
     * How to read other files of the same kind: the columns' types, in which form their numbers are written, which words
     * are missing values, and whether the first line names the columns. Cells that do not fit are kept, and an error only
     * where their row is encoded.
     */
    public TableFormat format() {
        Map<String, NumberForm> numbers = new HashMap<>(format.settings().numbers());
        Set<String> texts = new HashSet<>(format.settings().texts());
        types().forEach((column, type) -> {
            if (type instanceof ColumnType.Numeric) {
                numbers.putIfAbsent(column, NumberForm.PLAIN);
            } else {
                texts.add(column);
            }
        });
        return format.learnt(texts, numbers, format.widths());
    }

    /** What was learnt of how files are written. */
    TableFormat written() {
        return format;
    }

    /** The types of the columns, to read other files of the same kind; see {@link TableReader#read}. */
    public Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        for (Feature feature : features) {
            types.put(
                    feature.column(),
                    feature instanceof Feature.Numeric ? new ColumnType.Numeric() : new ColumnType.Text());
        }
        if (!target.isClass() && target.isThere()) {
            types.put(target.name(), new ColumnType.Numeric());
        }
        return types;
    }

    /**
     * The rows of a table with their targets.
     *
     * @throws EvenkeelException if a column is missing or a value unfit
     */
    public Dataset dataset(Table table) {
        return dataset(table.name(), table);
    }

    /**
     * As {@link #dataset(Table)}, under a name of its own.
     *
     * @throws EvenkeelException if a column is missing or a value unfit
     */
    public Dataset dataset(String name, Table table) {
        return new TableDataset(name, this, encode(table), target.values(table), table.lines());
    }

    /**
     * As {@link #dataset(String, Table)}, without the rows that cannot be read.
     *
     * @param left is told each of these, in their order
     * @throws EvenkeelException if a column is missing or no row is left
     */
    public Dataset dataset(String name, Table table, Consumer<? super RowProblem> left) {
        EncodedRows rows = EncodedRows.of(this, table, RowProblems.Rule.LIST);
        float[] targets = target.values(table, rows::add);
        List<RowProblem> problems = rows.problems();
        if (problems.isEmpty()) {
            return new TableDataset(name, this, rows.logged(), targets, table.lines());
        }
        problems.forEach(left);
        return dataset(name, kept(table, problems));
    }

    /**
     * The rows that cannot be read, each with the first reason, in their order.
     *
     * @throws EvenkeelException if a column is missing
     */
    public List<RowProblem> problems(Table table) {
        EncodedRows rows = EncodedRows.of(this, table, RowProblems.Rule.LIST);
        target.values(table, rows::add);
        return rows.problems();
    }

    /**
     * The rows of a table whose target can be read.
     *
     * @param left is told each of the others, in their order
     * @throws EvenkeelException if no row is left
     */
    public Table withTargets(Table table, Consumer<? super RowProblem> left) {
        List<RowProblem> problems = new ArrayList<>();
        target.values(table, problems::add);
        problems.forEach(left);
        return problems.isEmpty() ? table : kept(table, problems);
    }

    private static Table kept(Table table, List<RowProblem> problems) {
        Set<Integer> left = new HashSet<>();
        problems.forEach(problem -> left.add(problem.row()));
        if (left.size() == table.rows()) {
            throw new EvenkeelException("No row of " + table.name() + " can be read. The first: " + problems.get(0));
        }
        return table.select(IntStream.range(0, table.rows())
                .filter(row -> !left.contains(row))
                .toArray());
    }

    /**
     * The rows of a table as inputs; the target column is not looked at and need not be there.
     *
     * @throws EvenkeelException if a column is missing or a value unfit
     */
    public EncodedRows encode(Table table) {
        return EncodedRows.of(this, table, RowProblems.Rule.REFUSE).logged();
    }

    /** As {@link #encode(Table)}, but its warnings are not logged: for callers who encode many tables. */
    public EncodedRows encodeSilently(Table table) {
        return EncodedRows.of(this, table, RowProblems.Rule.REFUSE);
    }

    /**
     * As {@link #encode(Table)}, but rows that cannot be inputs are listed, so that the others can be used: see
     * {@link EncodedRows#problems()}.
     *
     * @throws EvenkeelException if a column is missing
     */
    public EncodedRows encodeReadable(Table table) {
        return EncodedRows.of(this, table, RowProblems.Rule.LIST).logged();
    }

    /**
     * The same with another rule for missing values, as to predict from rows with gaps by a model that was trained on rows
     * without: what is imputed was learnt from its training rows.
     *
     * @throws EvenkeelException if nothing is known to impute, as with models of earlier versions
     */
    public TableEncoding missing(Missing rule) {
        if (rule == Missing.IMPUTE && !knowsFill()) {
            throw new EvenkeelException("The model does not know what to impute, since an earlier version trained it: "
                    + "train it anew, or leave rows with missing values out");
        }
        return new TableEncoding(features, target, rule, unseen, notes, format);
    }

    /** The same for tables whose rows have no target. */
    public TableEncoding withoutTarget() {
        return new TableEncoding(features, TargetColumn.NONE, missing, unseen, notes, format);
    }

    /**
     * One row as an input, from its values by column as a file would write them; what is not there is missing.
     *
     * @throws EvenkeelException if a value is unfit
     */
    public float[] encode(Map<String, String> row) {
        float[] input = new float[width];
        encode(RowTable.of(row, features, format())).read(0, input, 0);
        return input;
    }

    /**
     * A number per row, equal for rows of the same class; all 0 where the target is a number.
     *
     * @throws EvenkeelException if the table lacks the target column, or a class was not learnt
     */
    public int[] strata(Table table) {
        int[] strata = new int[table.rows()];
        if (target.isClass()) {
            float[] classes = target.values(table);
            for (int row = 0; row < strata.length; row++) {
                strata[row] = (int) classes[row];
            }
        }
        return strata;
    }

    List<Feature> features() {
        return features;
    }

    TargetColumn targetColumn() {
        return target;
    }
}
