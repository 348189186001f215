package dev.evenkeel.data.csv.number;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The form in which most texts of a column write numbers, and how sure that is.
 *
 * <p>{@code 581,408} and {@code 581.408} alone do not say whether their mark stands between thousands or before a
 * fraction; {@code 0,5}, {@code 1.234.567} and {@code 1.25} do.
 *
 * @param numbers how many cells write a number in this form
 * @param distinct how many different texts do
 */
public record FormChoice(NumberForm form, Certainty certainty, int numbers, int distinct) {
    private static final int FEW = 10;
    private static final Set<String> POINT_CURRENCIES = Set.of("$", "US$", "USD", "\u00A3", "GBP", "\u20B9");
    private static final double GROUPED_SHARE = 0.05;
    private static final char[] GROUPS_OF_POINT = {NumberForm.NONE, ',', ' ', '\'', '_'};
    private static final char[] GROUPS_OF_COMMA = {NumberForm.NONE, '.', ' ', '\'', '_'};

    /** What a column says about its marks. */
    public enum Certainty {
        /** No number has a mark whose meaning matters. */
        NEUTRAL,
        /** The marks have one meaning. */
        CERTAIN,
        /** Points may stand before fractions or between thousands. */
        POINT_IS_OPEN,
        /** Commas may stand before fractions or between thousands. */
        COMMA_IS_OPEN
    }

    /** @param decimal the mark before fractions, where it is known from elsewhere */
    public static FormChoice of(Collection<WrittenText> texts, DecimalMark decimal) {
        List<Part> all = new ArrayList<>();
        for (WrittenText text : texts) {
            NumberText.of(text.text()).ifPresent(taken -> all.add(new Part(taken, text.count())));
        }
        Optional<Affix> affix = affix(all);
        if (affix.isEmpty()) {
            return new FormChoice(NumberForm.PLAIN, Certainty.NEUTRAL, 0, 0);
        }
        List<Part> kept = all.stream()
                .filter(part -> Affix.of(part.text).equals(affix.get()))
                .toList();
        boolean isPointCurrency = decimal == DecimalMark.AUTOMATIC && POINT_CURRENCIES.contains(affix.get().prefix);
        return withMarks(kept, affix.get(), isPointCurrency ? DecimalMark.POINT_ELSEWHERE : decimal);
    }

    private static FormChoice withMarks(List<Part> parts, Affix affix, DecimalMark known) {
        Tally tally = new Tally();
        parts.forEach(tally::add);
        char decimal = tally.decimal(known);
        char group = tally.group(decimal, known);
        NumberForm form = new NumberForm(decimal, group, affix.prefix, affix.suffix);
        int numbers = 0;
        int distinct = 0;
        for (Part part : parts) {
            if (!Double.isNaN(form.parse(part.text))) {
                numbers += part.count;
                distinct++;
            }
        }
        return new FormChoice(form, tally.certainty(known), numbers, distinct);
    }

    /** What stands around most numbers. */
    private static Optional<Affix> affix(List<Part> parts) {
        Map<Affix, int[]> weights = new HashMap<>();
        for (Part part : parts) {
            int[] weight = weights.computeIfAbsent(Affix.of(part.text), added -> new int[3]);
            weight[0] += part.count;
            weight[1]++;
            weight[2] += part.text.isApart() ? 1 : 0;
        }
        return weights.entrySet().stream()
                .filter(entry ->
                        entry.getKey().suffix.isEmpty() || entry.getValue()[2] > 0 || entry.getValue()[1] > FEW)
                .max((one, other) -> one.getValue()[0] != other.getValue()[0]
                        ? Integer.compare(one.getValue()[0], other.getValue()[0])
                        : other.getKey().compareTo(one.getKey()))
                .map(Map.Entry::getKey);
    }

    private record Part(NumberText text, int count) {}

    private record Affix(String prefix, String suffix) implements Comparable<Affix> {
        static Affix of(NumberText text) {
            return new Affix(text.prefix(), text.suffix());
        }

        @Override
        public int compareTo(Affix other) {
            return (prefix + ' ' + suffix).compareTo(other.prefix + ' ' + other.suffix);
        }
    }

    /** What the marks of a column speak for. */
    private static final class Tally {
        private long point;
        private long comma;
        private long openPoint;
        private long openComma;
        private final Map<Character, Long> groupsOfPoint = new HashMap<>();
        private final Map<Character, Long> groupsOfComma = new HashMap<>();

        void add(Part part) {
            String body = part.text.body();
            double asPoint = count(body, '.', GROUPS_OF_POINT, groupsOfPoint, part.count);
            double asComma = count(body, ',', GROUPS_OF_COMMA, groupsOfComma, part.count);
            boolean isPoint = !Double.isNaN(asPoint);
            boolean isComma = !Double.isNaN(asComma);
            if (isPoint && isComma) {
                if (asPoint != asComma) {
                    openPoint += body.indexOf('.') >= 0 ? part.count : 0;
                    openComma += body.indexOf(',') >= 0 ? part.count : 0;
                }
            } else {
                point += isPoint ? part.count : 0;
                comma += isComma ? part.count : 0;
            }
        }

        private static double count(String body, char decimal, char[] groups, Map<Character, Long> weights, int count) {
            for (char group : groups) {
                double value = NumberForm.value(body, decimal, group);
                if (!Double.isNaN(value)) {
                    weights.merge(group, (long) count, Long::sum);
                    return value;
                }
            }
            return Double.NaN;
        }

        char decimal(DecimalMark known) {
            if (known.isSaid()) {
                return known.mark();
            }
            if (point != comma) {
                return comma > point ? ',' : '.';
            }
            return point == 0 && known.isKnown() ? known.mark() : '.';
        }

        char group(char decimal, DecimalMark known) {
            Map<Character, Long> weights = decimal == '.' ? groupsOfPoint : groupsOfComma;
            long none = weights.getOrDefault(NumberForm.NONE, 0L);
            char best = NumberForm.NONE;
            long most = 0;
            for (char group : decimal == '.' ? GROUPS_OF_POINT : GROUPS_OF_COMMA) {
                long weight = group == NumberForm.NONE ? 0 : weights.getOrDefault(group, 0L);
                if (weight > most) {
                    most = weight;
                    best = group;
                }
            }
            boolean isUsual = most >= GROUPED_SHARE * (most + none);
            return most > 0 && (isUsual || known.isSaid()) ? best : NumberForm.NONE;
        }

        Certainty certainty(DecimalMark known) {
            if (openPoint + openComma + point + comma == 0) {
                return Certainty.NEUTRAL;
            }
            if (point + comma > 0 || known.isKnown()) {
                return Certainty.CERTAIN;
            }
            return openComma > 0 ? Certainty.COMMA_IS_OPEN : Certainty.POINT_IS_OPEN;
        }
    }
}
