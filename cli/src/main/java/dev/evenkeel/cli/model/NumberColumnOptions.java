package dev.evenkeel.cli.model;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.cli.option.TableOptions;
import dev.evenkeel.cli.option.Words;
import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.encoding.NumberColumns;
import dev.evenkeel.model.Model;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which columns of a table a model means that keeps no encoding of them, as one from another library. */
public final class NumberColumnOptions {
    @Option(
            names = "--columns",
            paramLabel = "A,B,...",
            split = ",",
            description =
                    "For a model from elsewhere: the table's columns that are its inputs, in its order; by default "
                            + "all columns of numbers but the target.")
    private List<String> columns = List.of();

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            description =
                    "For a model from elsewhere: the table's target; by default 'class', 'target' or 'label', else "
                            + "the last column, if there is one more than inputs.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--no-header",
            description =
                    "For a model from elsewhere: the table's first line is data; its columns are called 'column 1' "
                            + "and so on.")
    private boolean noHeader;

    @Option(
            names = "--missing-words",
            paramLabel = "WORDS",
            split = ",",
            description = "For a model from elsewhere: what stands for a missing value in a CSV file, as NA,-999.")
    private List<String> missingWords = List.of();

    @Option(
            names = "--separator",
            paramLabel = "CHAR",
            description = "For a model from elsewhere: what separates the values of a CSV file, as for train.")
    private Optional<String> separator = Optional.empty();

    @Option(
            names = "--decimal",
            paramLabel = "MARK",
            description =
                    "For a model from elsewhere: what stands before the fractions of a CSV file's numbers: point or comma.")
    private Optional<Words.Decimal> decimal = Optional.empty();

    /** @throws UsageException if something was said, but is not asked for */
    public void requireUnsaid(String why) {
        boolean isSaid = !columns.isEmpty()
                || target.isPresent()
                || noHeader
                || !missingWords.isEmpty()
                || separator.isPresent()
                || decimal.isPresent();
        if (isSaid) {
            throw new UsageException("--columns, --target, --no-header, --missing-words, --separator and --decimal are "
                    + "about tables for models that keep no encoding of their columns, but " + why
                    + ": leave them out");
        }
    }

    /** Whether the data are a table of numbers for a model without an encoding. */
    public boolean apply(ModelData known, DataSource source, String word) {
        if (known.encoding().isPresent()) {
            requireUnsaid("this one keeps it");
            return false;
        }
        boolean applies = known.model().network().input().rank() == 1 && source.isTable();
        if (!applies) {
            requireUnsaid(
                    known.model().network().input().rank() == 1
                            ? "'" + word + "' is no table"
                            : "this one reads examples "
                                    + known.model().network().input());
        }
        return applies;
    }

    public NumberColumns of(Model model) {
        TableFormat format = TableOptions.written(missingWords, separator, decimal);
        NumberColumns said = NumberColumns.of(
                        model.network().input().size(), model.network().output().size())
                .columns(columns)
                .classes(model.output().labels())
                .format(noHeader ? format.noHeader() : format);
        return target.map(said::target).orElse(said);
    }
}
