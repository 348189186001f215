package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.cell.Dictionary;
import dev.evenkeel.data.csv.cell.LeadingZeros;
import dev.evenkeel.data.csv.cell.OtherCells;
import dev.evenkeel.data.csv.number.DecimalMark;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.WrittenText;
import dev.evenkeel.data.file.HeapLimit;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a CSV text into columns: surveys its first lines, reads all as the survey proposes, and reads again what proves
 * to be otherwise.
 */
public final class CsvText {
    private static final int SAMPLE = 1 << 22;

    private final String name;
    private final Opening opening;
    private final CsvSettings settings;
    private final List<String> notes = new ArrayList<>();

    private CsvText(String name, Opening opening, CsvSettings settings) {
        this.name = name;
        this.opening = opening;
        this.settings = settings;
    }

    /** Opens the text, from its beginning, as often as it is asked. */
    public interface Opening {
        /** What is made of the text. */
        @FunctionalInterface
        interface Reading<T> {
            T from(InputStream in) throws IOException;
        }

        <T> T read(Reading<T> reading);

        /** What is said if the text does not fit into memory. */
        HeapLimit limit();
    }

    /** @throws EvenkeelException if it is no table */
    public static CsvContent read(String name, Opening opening, CsvSettings settings) {
        return new CsvText(name, opening, settings).content();
    }

    private CsvContent content() {
        Survey survey = opening.read(in -> Survey.of(name, sample(text(in)), settings));
        notes.addAll(survey.notes());
        List<ColumnCells> wanted = new ArrayList<>();
        for (int column = 0; column < survey.names().size(); column++) {
            wanted.add(ColumnCells.of(survey.plans().get(column), settings.missing()));
        }
        Scan scan = scan(survey, wanted);
        List<ColumnCells> cells = new ArrayList<>(scan.columns());
        List<Integer> again = new ArrayList<>();
        for (int column = 0; column < cells.size(); column++) {
            if (isOtherwise(survey.names().get(column), cells.get(column))) {
                again.add(column);
            }
        }
        if (!again.isEmpty()) {
            List<ColumnCells> texts = new ArrayList<>(Collections.nCopies(cells.size(), new ColumnCells.Skipped()));
            again.forEach(column -> texts.set(column, new ColumnCells.Texts()));
            again.forEach(column -> cells.set(column, new ColumnCells.Skipped()));
            List<ColumnCells> read = scan(survey, texts).columns();
            again.forEach(column -> cells.set(column, read.get(column)));
        }
        return content(survey, scan, cells);
    }

    private InputStream text(InputStream in) throws IOException {
        return ByteText.of(name, in.markSupported() ? in : new BufferedInputStream(in));
    }

    private static Sample sample(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(SAMPLE);
        return new Sample(bytes, bytes.length, bytes.length < SAMPLE);
    }

    private Scan scan(Survey survey, List<ColumnCells> wanted) {
        return opening.read(in -> {
            InputStream text = text(in);
            text.skipNBytes(survey.dataFrom());
            return Scan.of(name, text, survey, settings, wanted, opening.limit());
        });
    }

    /** Whether a column that was read as numbers holds something else, and may be text, or numbers in another form. */
    private boolean isOtherwise(String column, ColumnCells cells) {
        if (!(cells instanceof ColumnCells.Numbers numbers)
                || settings.numbers().containsKey(column)) {
            return false;
        }
        Dictionary others = numbers.others();
        for (int code = 0; code < others.size(); code++) {
            if (!settings.missing().amongNumbers(text(others, code, column), others.isQuoted(code))) {
                return true;
            }
        }
        return false;
    }

    private String text(Dictionary dictionary, int code, String column) {
        try {
            return dictionary.text(code);
        } catch (CharacterCodingException other) {
            throw new EvenkeelException(
                    name + ": column '" + column + "' holds text that is not UTF-8, as '"
                            + new String(dictionary.bytes(code), StandardCharsets.ISO_8859_1)
                            + "' if it is Latin-1 (ISO 8859-1, Windows-1252): save the file in UTF-8",
                    other);
        }
    }

    private CsvContent content(Survey survey, Scan scan, List<ColumnCells> cells) {
        int[] lines = scan.lines();
        Map<Integer, List<WrittenText>> written = new HashMap<>();
        for (int column = 0; column < cells.size(); column++) {
            if (cells.get(column) instanceof ColumnCells.TextCodes texts) {
                written.put(column, written(survey.names().get(column), texts));
            }
        }
        List<CsvColumn> columns = new ArrayList<>();
        for (int column = 0; column < cells.size(); column++) {
            String title = survey.names().get(column);
            ColumnVerdict verdict = new ColumnVerdict(name, title, settings.missing(), row -> lines[row]);
            if (cells.get(column) instanceof ColumnCells.TextCodes texts) {
                columns.add(ruled(title, verdict, texts, written.getOrDefault(column, List.of()), survey.decimal()));
            } else {
                columns.add(numbers(
                        title,
                        verdict,
                        (ColumnCells.Numbers) cells.get(column),
                        survey.plans().get(column)));
            }
            cells.set(column, new ColumnCells.Skipped());
        }
        Set<String> unnamed = new HashSet<>();
        survey.unnamed().forEach(column -> unnamed.add(survey.names().get(column)));
        notes.addAll(ColumnNote.joined(
                columns.stream().flatMap(column -> column.notes().stream()).toList()));
        return new CsvContent(columns, unnamed, lines, scan.unfit(), notes);
    }

    private List<WrittenText> written(String column, ColumnCells.TextCodes texts) {
        int size = texts.dictionary().size();
        int[] counts = new int[size];
        int[] first = new int[size];
        for (int row = texts.codes().length - 1; row >= 0; row--) {
            int code = texts.codes()[row];
            if (code >= 0) {
                counts[code]++;
                first[code] = row;
            }
        }
        List<WrittenText> written = new ArrayList<>();
        for (int code = 0; code < size; code++) {
            written.add(new WrittenText(
                    text(texts.dictionary(), code, column),
                    texts.dictionary().isQuoted(code),
                    counts[code],
                    first[code]));
        }
        return written;
    }

    private CsvColumn ruled(
            String column,
            ColumnVerdict verdict,
            ColumnCells.TextCodes texts,
            List<WrittenText> written,
            DecimalMark decimal) {
        ColumnVerdict.Ruling ruling = settings.texts().contains(column)
                ? ColumnVerdict.Ruling.text(List.of())
                : verdict.of(written, decimal, settings.rules());
        Optional<NumberForm> form = ruling.form();
        if (form.isPresent()) {
            List<ColumnNote> said = new ArrayList<>(ruling.notes());
            said.addAll(zeros(column, LeadingZeros.of(written)));
            return TextColumns.numbers(column, texts.codes(), written, form.get(), settings.missing(), said);
        }
        return TextColumns.texts(column, texts.codes(), written, settings.missing(), ruling.notes());
    }

    private List<ColumnNote> zeros(String column, LeadingZeros zeros) {
        return settings.rules() == CsvSettings.Rules.LEARN ? ColumnVerdict.zeroNotes(column, zeros) : List.of();
    }

    private CsvColumn numbers(
            String column, ColumnVerdict verdict, ColumnCells.Numbers numbers, Survey.ColumnPlan plan) {
        List<ColumnNote> said = new ArrayList<>();
        if (plan instanceof Survey.ColumnPlan.AsNumbers as) {
            said.addAll(verdict.formNotes(as.form(), as.example()));
            if (as.isOpen() && as.example().isPresent() && TextColumns.mayBeThousands(numbers.values())) {
                said.add(verdict.openPoint(as.example().get()));
            }
        }
        said.addAll(ColumnVerdict.signNotes(column, numbers.form(), numbers.negative()));
        said.addAll(zeros(column, numbers.zeros()));
        Dictionary others = numbers.others();
        List<String> texts = new ArrayList<>();
        boolean[] missing = new boolean[others.size()];
        for (int code = 0; code < missing.length; code++) {
            texts.add(text(others, code, column));
            missing[code] = settings.missing().amongNumbers(texts.get(code), others.isQuoted(code));
        }
        return new CsvColumn.Numbers(
                column,
                numbers.values(),
                numbers.form(),
                new OtherCells(numbers.otherRows(), numbers.otherCodes(), texts, missing),
                said);
    }
}
