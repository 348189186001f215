package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.file.PlainOrGzip;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Reads a table from a file in UTF-8: {@code .arff}, or {@code .csv}, {@code .tsv}, {@code .txt}; each also gzipped, as
 * {@code .csv.gz}.
 *
 * <p>CSV (RFC 4180) has a header line. Its fields are separated by comma, semicolon or tab, whichever splits the first
 * lines into equally many fields, and most. White space around a value does not count, and a value is missing where it
 * is empty, {@code ?}, {@code NA}, {@code NaN} or {@code null}. A column is numeric if every value that is not missing
 * is a decimal number, else its values are categories in sorted order.
 *
 * <p>ARFF (Weka) declares its columns: {@code numeric}, {@code real}, {@code integer}, nominal or {@code string}. Sparse
 * rows, instance weights, dates and relations are refused.
 */
public final class TableReader {
    private TableReader() {}

    /** @throws EvenkeelException if the file is missing or no table of a known kind */
    public static Table read(Path file) {
        return read(file, Map.of());
    }

    /**
     * Reads a file whose columns are known, as {@link TableEncoding#types()}: a CSV column of {@code types} is read as
     * such instead of being inferred.
     *
     * @throws EvenkeelException if the file is missing, no table of a known kind, or a value is not of its column's type
     */
    public static Table read(Path file, Map<String, ColumnType> types) {
        String name = String.valueOf(file.getFileName());
        if (!isTable(file)) {
            throw new EvenkeelException(
                    file + " has no ending of a table: .csv, .tsv, .txt or .arff is needed, each " + "also with .gz");
        }
        String text = text(file);
        return stem(file).endsWith(".arff") ? arff(name, text) : csv(name, text, types);
    }

    /** Whether the ending of a file is one that is read here. */
    public static boolean isTable(Path file) {
        String stem = stem(file);
        return stem.endsWith(".csv") || stem.endsWith(".tsv") || stem.endsWith(".txt") || stem.endsWith(".arff");
    }

    /** Reads CSV text. @throws EvenkeelException if it is no table */
    public static Table csv(String name, String text) {
        return csv(name, text, Map.of());
    }

    /** Reads CSV text with some columns' types. @throws EvenkeelException if it is no table or a value unfit */
    public static Table csv(String name, String text, Map<String, ColumnType> types) {
        return new CsvTable(name, withoutMark(text), types).read();
    }

    /** Reads ARFF text. @throws EvenkeelException if it is no table */
    public static Table arff(String name, String text) {
        return new ArffTable(name, withoutMark(text)).read();
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    }

    private static String text(Path file) {
        byte[] bytes = PlainOrGzip.read(file, InputStream::readAllBytes);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException other) {
            throw new EvenkeelException(file + " is not text in UTF-8: save it in that encoding", other);
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
