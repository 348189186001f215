package dev.evenkeel.data.csv;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Finds what separates the fields: what splits the first lines into equally many, and most. */
final class SeparatorChoice {
    private static final int SAMPLED = 20;
    private static final List<Separator> MARKS =
            List.of(new Separator(','), new Separator(';'), new Separator('\t'), new Separator('|'));

    private SeparatorChoice() {}

    static Separator of(Sample sample) {
        Separator best = MARKS.get(0);
        Score highest = Score.NONE;
        for (Separator mark : MARKS) {
            Score score = score(sample, mark);
            if (score.compareTo(highest) > 0) {
                highest = score;
                best = mark;
            }
        }
        if (highest.isEven || highest.fitsFirst && highest.share >= 0.5) {
            return best;
        }
        Score blanks = score(sample, Separator.BLANKS);
        return blanks.isEven || namesRows(sample) ? Separator.BLANKS : best;
    }

    /** Whether blanks split all lines alike, but for the first, which lacks a name for the names of the rows. */
    private static boolean namesRows(Sample sample) {
        try {
            List<Sample.Line> records = sample.records(Separator.BLANKS, 0, 1, SAMPLED);
            int first = records.isEmpty() ? 0 : records.get(0).size();
            return records.size() > 2
                    && first > 1
                    && records.subList(1, records.size()).stream().allMatch(other -> other.size() == first + 1);
        } catch (FieldCursor.Malformed otherQuoting) {
            return false;
        }
    }

    private static Score score(Sample sample, Separator separator) {
        try {
            List<Sample.Line> records = sample.records(separator, 0, 1, SAMPLED);
            Score asTheyAre = score(records, Sample.Line::size);
            Score withoutEnd = score(records, SeparatorChoice::widthWithoutEnd);
            return withoutEnd.compareTo(asTheyAre) > 0 ? withoutEnd : asTheyAre;
        } catch (FieldCursor.Malformed otherQuoting) {
            return Score.NONE;
        }
    }

    private static Score score(List<Sample.Line> records, ToIntFunction<Sample.Line> width) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (Sample.Line found : records) {
            counts.merge(width.applyAsInt(found), 1, Integer::sum);
        }
        int usual = usual(counts);
        if (usual < 2) {
            return Score.NONE;
        }
        return new Score(
                counts.size() == 1,
                width.applyAsInt(records.get(0)) == usual,
                counts.getOrDefault(usual, 0) / (double) records.size(),
                usual);
    }

    /** The most frequent width, the larger of two. */
    static int usual(Map<Integer, Integer> counts) {
        return counts.entrySet().stream()
                .max((one, other) -> one.getValue().equals(other.getValue())
                        ? Integer.compare(one.getKey(), other.getKey())
                        : Integer.compare(one.getValue(), other.getValue()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }

    /** The number of fields; an empty one at the end of the line does not count. */
    private static int widthWithoutEnd(Sample.Line found) {
        int size = found.size();
        return size > 1 && found.text(size - 1).isEmpty() ? size - 1 : size;
    }

    private record Score(boolean isEven, boolean fitsFirst, double share, int fields) implements Comparable<Score> {
        static final Score NONE = new Score(false, false, 0, 0);

        @Override
        public int compareTo(Score other) {
            if (isEven != other.isEven) {
                return isEven ? 1 : -1;
            }
            if (fitsFirst != other.fitsFirst) {
                return fitsFirst ? 1 : -1;
            }
            return share == other.share ? Integer.compare(fields, other.fields) : Double.compare(share, other.share);
        }
    }
}
