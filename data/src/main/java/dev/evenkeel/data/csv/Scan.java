package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.cell.Cells;
import dev.evenkeel.data.csv.cell.CompactNumbers;
import dev.evenkeel.data.csv.cell.Dictionary;
import dev.evenkeel.data.csv.cell.LeadingZeros;
import dev.evenkeel.data.csv.cell.NumberCells;
import dev.evenkeel.data.csv.cell.TextCells;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.file.HeapLimit;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * One reading of a text, block by block, several at once where there are processors for it.
 *
 * @param columns those that were wanted
 * @param lines the line of each row
 * @param unfit rows with too many or too few values
 */
record Scan(List<ColumnCells> columns, int[] lines, List<CsvContent.UnfitRow> unfit) {
    private static final double MAX_OF_MEMORY = 0.8;

    static Scan of(
            String file, InputStream in, Survey survey, CsvSettings settings, List<ColumnCells> wanted, HeapLimit limit)
            throws IOException {
        BlockReader blocks = new BlockReader(file, in, survey.separator(), survey.dataLine());
        int threads = blocks.atOnce();
        Deque<CompletableFuture<BlockParser.Parsed>> running = new ArrayDeque<>();
        List<BlockParser.Parsed> done = new ArrayList<>();
        Memory memory = new Memory(limit);
        try {
            for (Block block = blocks.next(); block.to() > 0; block = blocks.next()) {
                Block next = block;
                running.add(CompletableFuture.supplyAsync(() -> new BlockParser(
                                file, survey.separator(), settings.rules(), wanted.size())
                        .parse(
                                next,
                                () -> wanted.stream().map(ColumnCells::cells).toList())));
                if (running.size() >= threads) {
                    done.add(memory.counted(running.remove().join()));
                }
            }
            while (!running.isEmpty()) {
                done.add(memory.counted(running.remove().join()));
            }
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof OutOfMemoryError full) {
                throw full;
            }
            throw failed.getCause() instanceof EvenkeelException known ? known : failed;
        }
        return joined(done, wanted);
    }

    private static Scan joined(List<BlockParser.Parsed> done, List<ColumnCells> wanted) {
        int rows = done.stream().mapToInt(BlockParser.Parsed::rows).reduce(0, Math::addExact);
        int[] lines = new int[rows];
        List<CsvContent.UnfitRow> unfit = new ArrayList<>();
        int at = 0;
        for (BlockParser.Parsed parsed : done) {
            System.arraycopy(parsed.lines(), 0, lines, at, parsed.rows());
            for (int[] found : parsed.unfit()) {
                unfit.add(new CsvContent.UnfitRow(at + found[0], found[1]));
            }
            at += parsed.rows();
        }
        List<ColumnCells> columns = new ArrayList<>();
        for (int column = 0; column < wanted.size(); column++) {
            int index = column;
            List<Cells> parts = done.stream().map(parsed -> parsed.take(index)).toList();
            columns.add(joined(wanted.get(column), parts, rows));
        }
        return new Scan(columns, lines, unfit);
    }

    private static ColumnCells joined(ColumnCells wanted, List<Cells> parts, int rows) {
        if (wanted instanceof ColumnCells.WantedNumbers numbers) {
            return numbers(parts, numbers.form());
        }
        return wanted instanceof ColumnCells.Texts ? texts(parts, rows) : wanted;
    }

    private static ColumnCells numbers(List<Cells> parts, NumberForm form) {
        List<CompactNumbers> values = new ArrayList<>();
        IntStream.Builder otherRows = IntStream.builder();
        IntStream.Builder otherCodes = IntStream.builder();
        List<String> negative = new ArrayList<>();
        LeadingZeros zeros = LeadingZeros.NONE;
        Dictionary others = new Dictionary();
        int at = 0;
        for (Cells part : parts) {
            NumberCells numbers = (NumberCells) part;
            values.add(numbers.numbers());
            int[] codes = codes(others, numbers.others());
            for (int index = 0; index < numbers.otherSize(); index++) {
                otherRows.add(at + numbers.otherRow(index));
                otherCodes.add(codes[numbers.otherCode(index)]);
            }
            if (!numbers.negative().isEmpty()) {
                negative.add(numbers.negative());
            }
            zeros = zeros.and(numbers.zeros());
            at += numbers.numbers().size();
        }
        return new ColumnCells.Numbers(
                CompactNumbers.joined(values),
                form,
                otherRows.build().toArray(),
                otherCodes.build().toArray(),
                others,
                negative,
                zeros);
    }

    private static ColumnCells texts(List<Cells> parts, int rows) {
        int[] all = new int[rows];
        Dictionary dictionary = new Dictionary();
        int at = 0;
        for (Cells part : parts) {
            TextCells texts = (TextCells) part;
            int[] codes = codes(dictionary, texts.dictionary());
            for (int row = 0; row < texts.size(); row++) {
                int code = texts.codes()[row];
                all[at + row] = code < 0 ? code : codes[code];
            }
            at += texts.size();
        }
        return new ColumnCells.TextCodes(all, dictionary);
    }

    /** The code in {@code all} of each text of {@code part}. */
    private static int[] codes(Dictionary all, Dictionary part) {
        int[] codes = new int[part.size()];
        for (int code = 0; code < codes.length; code++) {
            codes[code] = all.code(part, code);
        }
        return codes;
    }

    /** Watches that the cells read fit into memory. */
    private static final class Memory {
        private final HeapLimit limit;
        private final long most = (long) (Runtime.getRuntime().maxMemory() * MAX_OF_MEMORY);
        private long held;

        Memory(HeapLimit limit) {
            this.limit = limit;
        }

        BlockParser.Parsed counted(BlockParser.Parsed parsed) {
            held += parsed.bytes();
            if (held > most) {
                throw limit.exceeded();
            }
            return parsed;
        }
    }
}
