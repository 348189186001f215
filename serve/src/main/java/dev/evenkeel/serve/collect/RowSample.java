package dev.evenkeel.serve.collect;

import dev.evenkeel.data.table.CsvRows;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.drift.stream.Reservoir;
import dev.evenkeel.safetensors.AtomicFile;
import dev.evenkeel.serve.model.GivenRows;
import dev.evenkeel.serve.watch.Collected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A sample of rows of a table as they were given, with their columns. */
final class RowSample implements Sample {
    /** What a cell is reckoned to take, with its separator. */
    private static final int CELL_BYTES = 32;

    private final CsvRows rows;
    private final Reservoir<List<String>> reservoir;
    private final long maxRowBytes;
    private final AtomicLong leftOut = new AtomicLong();

    RowSample(TableEncoding encoding, int limit, long seed) {
        rows = new CsvRows(encoding.format(), encoding.columns());
        long usual = (long) CELL_BYTES * Math.max(1, encoding.columns().size());
        int capacity = (int) Math.max(1, Math.min(limit, MAX_BYTES / usual));
        reservoir = new Reservoir<>(capacity, seed);
        maxRowBytes = MAX_BYTES / capacity;
    }

    boolean canBeRead() {
        return rows.canBeRead();
    }

    /** Offers so many rows; one that is chosen, but too long to be kept, leaves a gap that the next one fills. */
    void offer(GivenRows given, int count) {
        for (int place = 0; place < count; place++) {
            int row = place;
            reservoir.offerUnless(() -> rows.cells(given.row(row)), this::isTooLong);
        }
    }

    private boolean isTooLong(List<String> cells) {
        boolean tooLong = cells.stream().mapToLong(RowSample::bytes).sum() > maxRowBytes;
        leftOut.addAndGet(tooLong ? 1 : 0);
        return tooLong;
    }

    /** What a cell takes in a file, in quotes and with its separator. */
    private static long bytes(String cell) {
        return cell.getBytes(StandardCharsets.UTF_8).length
                + cell.chars().filter(character -> character == '"').count()
                + 3;
    }

    @Override
    public Collected collected() {
        Reservoir.Sample<List<String>> sample = reservoir.sample();
        return new Collected(sample.kept().size(), sample.offered(), leftOut.get());
    }

    @Override
    public String ending() {
        return ".csv";
    }

    @Override
    public void write(Path file) {
        List<List<String>> kept = reservoir.sample().kept();
        AtomicFile.write(file, target -> rows.write(kept, target));
    }
}
