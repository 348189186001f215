package dev.evenkeel.data.csv;

import dev.evenkeel.data.csv.cell.CompactNumbers;
import dev.evenkeel.data.csv.cell.OtherCells;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.WrittenText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Columns made of texts and each row's index into them. */
public final class TextColumns {
    private static final int FEW = 3;

    private TextColumns() {}

    static CsvColumn.Numbers numbers(
            String name,
            int[] codes,
            List<WrittenText> written,
            NumberForm form,
            MissingWords missing,
            List<ColumnNote> notes) {
        double[] distinct =
                written.stream().mapToDouble(text -> form.parse(text.text())).toArray();
        double[] values = new double[codes.length];
        for (int row = 0; row < values.length; row++) {
            values[row] = codes[row] < 0 ? Double.NaN : distinct[codes[row]];
        }
        boolean[] isWord = new boolean[distinct.length];
        boolean[] isMissing = new boolean[distinct.length];
        for (int code = 0; code < distinct.length; code++) {
            WrittenText text = written.get(code);
            isMissing[code] = missing.amongNumbers(text.text(), text.isQuoted());
            isWord[code] = Double.isNaN(distinct[code]) && !text.text().isEmpty();
        }
        List<ColumnNote> said = new ArrayList<>(notes);
        said.addAll(ColumnVerdict.signNotes(
                name, form, written.stream().map(WrittenText::text).toList()));
        return new CsvColumn.Numbers(
                name, CompactNumbers.of(values), form, others(codes, written, isWord, isMissing), said);
    }

    /** Texts as categories, those that stand for a missing value apart. */
    public static CsvColumn.Texts texts(
            String name, int[] codes, List<WrittenText> written, MissingWords missing, List<ColumnNote> notes) {
        List<ColumnNote> said = new ArrayList<>(notes);
        boolean isTruth = isTruth(written, missing);
        boolean[] isMissing = new boolean[written.size()];
        boolean[] isWord = new boolean[written.size()];
        List<String> values = new ArrayList<>();
        for (int code = 0; code < isMissing.length; code++) {
            WrittenText text = written.get(code);
            isMissing[code] = missing.amongTexts(text.text(), text.isQuoted());
            isWord[code] = isMissing[code] && !text.text().isEmpty();
            values.add(isTruth ? text.text().toLowerCase(Locale.ROOT) : text.text());
        }
        List<String> sorted = IntStream.range(0, isMissing.length)
                .filter(code -> !isMissing[code])
                .mapToObj(values::get)
                .distinct()
                .sorted()
                .toList();
        Map<String, Integer> rank = new HashMap<>();
        sorted.forEach(text -> rank.put(text, rank.size()));
        int[] ranks = new int[codes.length];
        for (int row = 0; row < ranks.length; row++) {
            boolean hasValue = codes[row] >= 0 && !isMissing[codes[row]];
            ranks[row] = hasValue ? rank.getOrDefault(values.get(codes[row]), -1) : -1;
        }
        if (isTruth) {
            said.add(new ColumnNote(
                    "writes true and false in several ways",
                    name,
                    "they count as the same, as " + known(written, missing)));
        }
        said.addAll(doubtful(name, written, missing));
        return new CsvColumn.Texts(name, sorted, ranks, others(codes, written, isWord, isMissing), said);
    }

    /** Whether all texts are true or false, in more than one spelling. */
    private static boolean isTruth(List<WrittenText> written, MissingWords missing) {
        List<String> known = written.stream()
                .filter(text -> !missing.amongTexts(text.text(), text.isQuoted()))
                .map(WrittenText::text)
                .distinct()
                .toList();
        List<String> lower = known.stream()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        return lower.size() < known.size() && List.of("true", "false").containsAll(lower);
    }

    private static String known(List<WrittenText> written, MissingWords missing) {
        return String.join(
                ", ",
                written.stream()
                        .filter(text -> !missing.amongTexts(text.text(), text.isQuoted()))
                        .map(text -> "'" + text.text() + "'")
                        .distinct()
                        .toList());
    }

    private static List<ColumnNote> doubtful(String name, List<WrittenText> written, MissingWords missing) {
        List<WrittenText> words = written.stream()
                .filter(text -> missing.isDoubtful(text.text(), text.isQuoted()))
                .sorted(Comparator.comparingInt(WrittenText::row))
                .limit(FEW)
                .toList();
        if (words.isEmpty()) {
            return List.of();
        }
        String shown = String.join(
                ", ", words.stream().map(word -> "'" + word.text() + "'").toList());
        String said = String.join(",", words.stream().map(WrittenText::text).toList());
        return List.of(new ColumnNote(
                "has a word that may stand for a missing value",
                name,
                shown + " (" + ColumnVerdict.weight(words)
                        + " rows) is taken as a value like others; if it is missing, say --missing-words " + said));
    }

    private static OtherCells others(int[] codes, List<WrittenText> written, boolean[] isWord, boolean[] isMissing) {
        int[] rows = IntStream.range(0, codes.length)
                .filter(row -> codes[row] >= 0 && isWord[codes[row]])
                .toArray();
        int[] words = IntStream.of(rows).map(row -> codes[row]).toArray();
        return rows.length == 0
                ? OtherCells.NONE
                : new OtherCells(
                        rows, words, written.stream().map(WrittenText::text).toList(), isMissing);
    }

    /** Whether all numbers could be whole ones with a point between thousands: 1.000 to 999.999, three digits behind. */
    static boolean mayBeThousands(CompactNumbers values) {
        for (int row = 0; row < values.size(); row++) {
            double value = values.value(row);
            double size = Math.abs(value);
            double thousands = size * 1000;
            boolean isWhole = Math.abs(thousands - Math.rint(thousands)) < 1e-6;
            if (!Double.isNaN(value) && size != 0 && !(size >= 1 && size < 1000 && isWhole)) {
                return false;
            }
        }
        return true;
    }
}
