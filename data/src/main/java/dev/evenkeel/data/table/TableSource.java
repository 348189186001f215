package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.file.HeapLimit;
import dev.evenkeel.data.file.PlainOrGzip;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a table's text comes from: a file, bytes, or a stream, plain or gzipped. Its name tells messages what is meant,
 * and its ending which kind of table it is: {@code .csv}, {@code .tsv}, {@code .txt} or {@code .arff}, each also with
 * {@code .gz}.
 *
 * <pre>{@code
 * Table wine = TableReader.read(TableSource.of("wine.csv", Main.class.getResourceAsStream("wine.csv")));
 * }</pre>
 */
public final class TableSource {
    private final String name;
    private final String title;
    private final long size;
    private final PlainOrGzip.Opening opening;

    private TableSource(String name, String title, long size, PlainOrGzip.Opening opening) {
        this.name = name;
        this.title = title;
        this.size = size;
        this.opening = opening;
    }

    /** A file. It is opened when it is read. */
    public static TableSource of(Path file) {
        return new TableSource(
                file.toString(), String.valueOf(file.getFileName()), size(file), () -> Files.newInputStream(file));
    }

    /** Bytes, which must not change while they are read. */
    public static TableSource of(String name, byte[] bytes) {
        return new TableSource(name, name, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /**
     * A stream, which is read to its end here, and not closed.
     *
     * @throws EvenkeelException if it cannot be read
     */
    public static TableSource of(String name, InputStream in) {
        try {
            return of(name, in.readAllBytes());
        } catch (IOException failed) {
            throw new EvenkeelException(name + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** As tables made of it are called. */
    public String name() {
        return title;
    }

    /** How many bytes it has, before they are unpacked; 0 if that is unknown. */
    public long size() {
        return size;
    }

    /** What is said if it does not fit into memory. */
    HeapLimit limit() {
        return new HeapLimit(name, size);
    }

    boolean isTable() {
        String stem = stem();
        return stem.endsWith(".csv") || stem.endsWith(".tsv") || stem.endsWith(".txt") || stem.endsWith(".arff");
    }

    boolean isArff() {
        return stem().endsWith(".arff");
    }

    private String stem() {
        String lower = title.toLowerCase(Locale.ROOT);
        return lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
    }

    <T> T read(PlainOrGzip.Reading<T> reading) {
        return PlainOrGzip.read(name, opening, reading);
    }

    /** As messages about the source itself name it: a file with its folder. */
    @Override
    public String toString() {
        return name;
    }
}
