package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.ByteText;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.text.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a table from a file, bytes or a stream: {@code .arff}, or {@code .csv}, {@code .tsv}, {@code .txt}; each also
 * gzipped, as {@code .csv.gz}. The text is UTF-8, or UTF-16 with a byte order mark.
 *
 * <p>CSV (RFC 4180) has a header line. Its fields are separated by comma, semicolon, tab, {@code |} or blanks, whichever
 * splits the first lines into equally many fields, and most, or as a first line {@code sep=;} says. White space around a
 * value does not count. A column is numeric if every value that is not missing is a number in the column's form: decimal
 * point or comma, marks between thousands, a currency, percent sign or unit that all its numbers share. Whatever is not
 * plain is told by a note ({@link Table#notes()}). A column that is nearly all numbers is an error that names its other
 * cells; other columns are categories in sorted order. An empty cell is missing, and so are, among numbers, the words
 * {@code ? NA N/A NaN null none - .} and their like in any case, among texts {@code ? NA N/A NaN null} outside of quotes.
 * {@link TableFormat} says otherwise.
 *
 * <p>ARFF (Weka) declares its columns: {@code numeric}, {@code real}, {@code integer}, nominal, {@code string} or
 * {@code date}, which becomes the days since 1970-01-01. What sparse rows leave out is 0, or a first category. Instance
 * weights and relations are refused.
 */
public final class TableReader {
    private TableReader() {}

    /** @throws EvenkeelException if the file is missing or no table of a known kind */
    public static Table read(Path file) {
        return read(file, TableFormat.automatic());
    }

    /** @throws EvenkeelException if the file is missing or no table of a known kind */
    public static Table read(Path file, TableFormat format) {
        if (!isTable(file) && !Files.exists(file)) {
            throw new EvenkeelException("There is no file " + file + Suggestion.nearFile(file));
        }
        if (Files.isDirectory(file)) {
            throw new EvenkeelException(
                    file + " is a folder, but a table is needed: a file that ends in .csv, .tsv, .txt"
                            + " or .arff, each also with .gz");
        }
        return read(TableSource.of(file), format);
    }

    /**
     * Reads a file whose columns are known, as {@link TableEncoding#types()}: a CSV column of {@code types} is read as
     * such instead of being inferred.
     *
     * @throws EvenkeelException if the file is missing, no table of a known kind, or a value is not of its column's type
     */
    public static Table read(Path file, Map<String, ColumnType> types) {
        return read(file, TableFormat.automatic().types(types));
    }

    /** @throws EvenkeelException if it is no table of a known kind */
    public static Table read(TableSource source) {
        return read(source, TableFormat.automatic());
    }

    /** @throws EvenkeelException if it is no table of a known kind */
    public static Table read(TableSource source, TableFormat format) {
        if (!source.isTable()) {
            throw new EvenkeelException(
                    source + " has no ending of a table: .csv, .tsv, .txt or .arff is needed, each also with .gz");
        }
        source.limit().require();
        return source.limit().within(() -> source.isArff() ? arff(source) : new CsvTable(source, format).read());
    }

    /** Whether the ending of a file is one that is read here. */
    public static boolean isTable(Path file) {
        return TableSource.of(file).isTable();
    }

    /** Reads CSV text. @throws EvenkeelException if it is no table */
    public static Table csv(String name, String text) {
        return csv(name, text, TableFormat.automatic());
    }

    /** Reads CSV text with some columns' types. @throws EvenkeelException if it is no table or a value unfit */
    public static Table csv(String name, String text, Map<String, ColumnType> types) {
        return csv(name, text, TableFormat.automatic().types(types));
    }

    /** Reads CSV text of a format. @throws EvenkeelException if it is no table */
    public static Table csv(String name, String text, TableFormat format) {
        return new CsvTable(TableSource.of(name, text.getBytes(StandardCharsets.UTF_8)), format).read();
    }

    /** Reads ARFF text. @throws EvenkeelException if it is no table */
    public static Table arff(String name, String text) {
        try {
            return new ArffTable(name, new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text)).read();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Table arff(TableSource source) {
        return source.read(in -> {
            try {
                InputStream text = ByteText.of(source.name(), in);
                return new ArffTable(source.name(), new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder()))
                        .read();
            } catch (CharacterCodingException other) {
                throw new EvenkeelException(source + " is not text in UTF-8: save it in that encoding", other);
            }
        });
    }
}
