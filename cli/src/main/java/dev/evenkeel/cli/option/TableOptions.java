package dev.evenkeel.cli.option;

import dev.evenkeel.cli.display.UsageException;
import dev.evenkeel.data.table.TableFormat;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.sequence.SequenceColumns;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a table's file is written, and which of its columns are read. */
public final class TableOptions {
    @Option(
            names = "--missing-words",
            paramLabel = "WORDS",
            split = ",",
            description =
                    "What stands for a missing value in a CSV file, as NA,-999: these words alone, spelled so, and "
                            + "empty cells. By default NA, N/A, NaN, null and ?, among numbers also none, - and the like.")
    private List<String> missingWords = List.of();

    @Option(
            names = "--text",
            paramLabel = "COLUMNS",
            split = ",",
            description = "Columns of a CSV file that are text, even if they hold numbers, as zip,code.")
    private List<String> text = List.of();

    @Option(
            names = "--keep-columns",
            paramLabel = "COLUMNS",
            split = ",",
            description = "Columns to learn from that would be left out, since they number or name the rows.")
    private List<String> keep = List.of();

    @Option(names = "--drop-columns", paramLabel = "COLUMNS", split = ",", description = "Columns not to learn from.")
    private List<String> drop = List.of();

    @Option(
            names = "--separator",
            paramLabel = "CHAR",
            description = "What separates the values of a CSV file: a character, tab or blanks; else it is found out.")
    private Optional<String> separator = Optional.empty();

    @Option(
            names = "--decimal",
            paramLabel = "MARK",
            description =
                    "What stands before the fractions of a CSV file's numbers: point or comma; the other one then "
                            + "stands between thousands. Else it is found out.")
    private Optional<Words.Decimal> decimal = Optional.empty();

    @Option(
            names = "--no-header",
            description = "The first line of a CSV file is data; its columns are called 'column 1' and so on.")
    private boolean noHeader;

    @Option(
            names = "--header",
            description = "The first line of a CSV file names its columns, even if it looks like data.")
    private boolean header;

    @Option(
            names = "--sequence",
            paramLabel = "COLUMN",
            description =
                    "The rows of a table are the time steps of sequences: those with the same value in this column.")
    private Optional<String> sequence = Optional.empty();

    @Option(
            names = "--order",
            paramLabel = "COLUMN",
            description =
                    "Orders the time steps of --sequence: numbers, or dates and times as 2026-05-17T10:30; else they"
                            + " are taken as they stand.")
    private Optional<String> order = Optional.empty();

    /** Which columns make sequences of rows, if any do. */
    Optional<SequenceColumns> sequences() {
        if (order.isPresent() && sequence.isEmpty()) {
            throw new UsageException("--order orders the time steps of sequences: say by --sequence COLUMN which rows"
                    + " belong together");
        }
        return sequence.map(column -> new SequenceColumns(column, order));
    }

    /** Whether anything was said. */
    boolean isSaid() {
        return noHeader
                || header
                || sequence.isPresent()
                || separator.isPresent()
                || decimal.isPresent()
                || !(missingWords.isEmpty() && text.isEmpty() && keep.isEmpty() && drop.isEmpty());
    }

    EncodingRules rules(EncodingRules rules) {
        return rules.keep(keep.toArray(String[]::new)).drop(drop.toArray(String[]::new));
    }

    TableFormat format() {
        if (header && noHeader) {
            throw new UsageException("--header and --no-header exclude each other");
        }
        TableFormat format = written(missingWords, separator, decimal).text(text.toArray(String[]::new));
        if (header) {
            format = format.header();
        }
        return noHeader ? format.noHeader() : format;
    }

    /** A format of which this is known. */
    public static TableFormat written(
            List<String> missingWords, Optional<String> separator, Optional<Words.Decimal> decimal) {
        TableFormat format = TableFormat.automatic();
        if (!missingWords.isEmpty()) {
            format = format.missingWords(missingWords.toArray(String[]::new));
        }
        if (separator.isPresent()) {
            format = format.separator(mark(separator.get()));
        }
        if (decimal.isPresent()) {
            format = decimal.get() == Words.Decimal.COMMA ? format.decimalComma() : format.decimalPoint();
        }
        return format;
    }

    private static char mark(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "tab", "\\t" -> '\t';
            case "blank", "blanks", "space" -> ' ';
            default -> {
                if (word.length() != 1) {
                    throw new UsageException("--separator is one character, tab or blanks, not '" + word + "'");
                }
                yield word.charAt(0);
            }
        };
    }
}
